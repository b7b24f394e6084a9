import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { Ancestor, LauncherMatch, Runtime } from '../runtimes/runtime.ts';
import type { ProcessRecord } from './process-table.ts';

/** A program that started a container, and the runtime that recognised it. */
export interface Launcher {
  readonly runtime: RuntimeId;
  readonly match: LauncherMatch;
}

/** How far up from an init a launcher is looked for. */
const LAUNCHER_DISTANCE = 4;

/** Looks for the program that started a container, among the ancestors of its init. */
export class Launchers {
  readonly #runtimes: readonly Runtime[];
  readonly #records: ReadonlyMap<number, ProcessRecord>;
  /** By the parent's name alone: whether it owns the cgroups of what it starts. */
  readonly #owning = new Map<ByteString, Launcher | undefined>();

  constructor(runtimes: readonly Runtime[], records: ReadonlyMap<number, ProcessRecord>) {
    this.#runtimes = runtimes;
    this.#records = records;
  }

  /** The nearest processes outside, parent first. */
  ancestors(init: ProcessRecord): readonly Ancestor[] {
    const found: Ancestor[] = [];
    let record = this.#records.get(init.parentPid);
    while (record !== undefined && found.length < LAUNCHER_DISTANCE) {
      found.push({ pid: record.pid, comm: record.comm });
      record = this.#records.get(record.parentPid);
    }
    return found;
  }

  launcherOf(init: ProcessRecord): Launcher | undefined {
    return this.#match(this.ancestors(init));
  }

  /** The parent, where it is a program that gives each container a cgroup of its own. */
  owningParent(record: ProcessRecord): { record: ProcessRecord; runtime: RuntimeId } | undefined {
    const parent = this.#records.get(record.parentPid);
    if (parent === undefined || parent.kernelThread) return undefined;
    let found = this.#owning.get(parent.comm);
    if (found === undefined && !this.#owning.has(parent.comm)) {
      found = this.#match([{ pid: parent.pid, comm: parent.comm }]);
      this.#owning.set(parent.comm, found);
    }
    return found?.match.ownsCgroup === true ? { record: parent, runtime: found.runtime } : undefined;
  }

  #match(ancestors: readonly Ancestor[]): Launcher | undefined {
    for (const runtime of this.#runtimes) {
      const match = runtime.matchLauncher?.(ancestors);
      if (match !== undefined) return { runtime: runtime.id, match };
    }
    return undefined;
  }
}
