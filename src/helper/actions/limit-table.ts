import type { LimitChange } from '../../shared/model/limit-change.ts';
import { LADDERS } from '../cgroup/ladders.ts';
import type { LadderSource } from '../cgroup/ladder-source.ts';
import { memoryOfVersion1, memoryOfVersion2, pids } from './limit-amounts.ts';
import { quotaOfVersion1, quotaOfVersion2, sharesOfVersion1, weightOfVersion2 } from './limit-cpu.ts';
import { cpusFile } from './limit-cpuset.ts';
import type { LimitFiles } from './limit-edit.ts';
import { ioOfVersion1, ioOfVersion2 } from './limit-io.ts';

/** How one kind of limit is changed. */
export interface ChangeableSource<C extends LimitChange> {
  /** The ladder of the controller whose file is written. */
  readonly ladder: LadderSource;
  /** Whether the ladder is of this very limit: then it tells the use, and what binds above. */
  readonly isItsLadder: boolean;
  /** By the version of the hierarchy; absent where that version has no such limit. */
  readonly versions: { readonly [version in 1 | 2]?: LimitFiles<C> };
}

type Of<L extends LimitChange['limit']> = Extract<LimitChange, { limit: L }>;

const SOURCES: { readonly [L in LimitChange['limit']]: ChangeableSource<Of<L>> } = {
  memory: {
    ...{ ladder: LADDERS.memory, isItsLadder: true },
    versions: { 1: memoryOfVersion1, 2: memoryOfVersion2('memory.max') },
  },
  'memory-high': {
    ...{ ladder: LADDERS['memory-high'], isItsLadder: true },
    versions: { 2: memoryOfVersion2('memory.high') },
  },
  cpu: { ladder: LADDERS.cpu, isItsLadder: true, versions: { 1: quotaOfVersion1, 2: quotaOfVersion2 } },
  'cpu-weight': { ladder: LADDERS.cpu, isItsLadder: false, versions: { 1: sharesOfVersion1, 2: weightOfVersion2 } },
  pids: { ladder: LADDERS.pids, isItsLadder: true, versions: { 1: pids, 2: pids } },
  cpuset: {
    ...{ ladder: LADDERS.cpuset, isItsLadder: true },
    versions: { 1: cpusFile('cpuset.effective_cpus'), 2: cpusFile('cpuset.cpus.effective') },
  },
  io: { ladder: LADDERS.io, isItsLadder: true, versions: { 1: ioOfVersion1, 2: ioOfVersion2 } },
};

/** The source of a change, for changes of its kind. */
export function sourceOf<C extends LimitChange>(change: C): ChangeableSource<C> {
  // The compiler does not see that the key and the source are of one kind.
  return SOURCES[change.limit] as unknown as ChangeableSource<C>;
}
