import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { RecordedContainer, Runtime } from '../runtimes/runtime.ts';
import type { ChainLink } from './chains.ts';
import type { ProcessRecord } from './process-table.ts';

/** What grouping works on. */
export interface GroupingInput {
  readonly records: ReadonlyMap<number, ProcessRecord>;
  readonly hostPidNamespace: number;
  readonly runtimes: readonly Runtime[];
  readonly recorded: readonly (RecordedContainer & { readonly runtime: RuntimeId })[];
  /** The inode of a process's mount namespace, or a negative errno. */
  readonly mountNamespace: (pid: number) => number;
}

/** A group in the making. */
export interface Draft {
  key: ByteString;
  kind: 'container' | 'sandbox';
  runtime: RuntimeId;
  parent: Draft | undefined;
  link: ChainLink | undefined;
  label: string | undefined;
  init: ProcessRecord;
  namespace: number | undefined;
  members: ProcessRecord[];
}

/** Whether a container is another one or stands in it: of pids that are used again a circle of parents may come. */
export function isWithin(inner: Draft | undefined, outer: Draft | undefined): boolean {
  for (let draft = inner; draft !== undefined; draft = draft.parent) if (draft === outer) return true;
  return false;
}
