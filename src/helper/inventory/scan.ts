import { setTimeout as sleep } from 'node:timers/promises';
import type { RuntimeId } from '../../shared/model/container.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { RecordedContainer, Runtime, RuntimeContext } from '../runtimes/runtime.ts';
import { type Group, groupProcesses } from './grouping.ts';
import type { IdleCheck } from './idle-check.ts';
import type { ProcessTable } from './process-table.ts';
import { inSlices } from './slices.ts';

export interface ScanParts {
  readonly proc: ProcessReader;
  readonly table: ProcessTable;
  readonly idle: IdleCheck;
  readonly runtimes: readonly Runtime[];
  readonly context: RuntimeContext;
}

/** Everything is read again so often, in ms: it finds what `setns` and moves between cgroups hide. */
const SWEEP_MS = 10_000;
/** Records on disk are waited for so long, in ms: a folder that hangs must not hold up the list. */
const RECORDS_MS = 1000;

/** Finds the containers among the processes, and reads no more of them than may have changed. */
export class Scan {
  readonly #parts: ScanParts;
  readonly #hostPidNamespace: number;
  #groups: readonly Group[] = [];
  #recorded: readonly (RecordedContainer & { runtime: RuntimeId })[] = [];
  #sweptAt = -Infinity;

  /** @param hostPidNamespace its inode; 0 where that is hidden */
  constructor(parts: ScanParts, hostPidNamespace: number) {
    this.#parts = parts;
    this.#hostPidNamespace = hostPidNamespace;
  }

  /** What the last look found. */
  get groups(): readonly Group[] {
    return this.#groups;
  }

  /** Whether the look of that moment read every process. */
  sweptAt(now: number): boolean {
    return this.#sweptAt === now;
  }

  /**
   * Looks again.
   *
   * @param now monotonic milliseconds
   * @param thorough read every process
   * @param checkInits whether each init is still the same process
   * @returns whether the groups were made anew
   */
  async update(now: number, thorough: boolean, checkInits: boolean): Promise<boolean> {
    const sweep = thorough || now - this.#sweptAt >= SWEEP_MS || (checkInits && this.#someInitReplaced());
    try {
      return await this.#look(now, sweep);
    } catch (error) {
      // What came and went is not told twice: the next look reads everything.
      this.#sweptAt = -Infinity;
      throw error;
    }
  }

  async #look(now: number, sweep: boolean): Promise<boolean> {
    const { table, idle } = this.#parts;
    const moved = idle.changed();
    if (!sweep && !moved && !table.settling(now)) return false;
    // The reader process looks for records beside the scan.
    const records = moved || sweep ? this.#readRecords() : undefined;
    records?.catch(() => undefined);
    // What was asked of it leaves at the end of this turn.
    await Promise.resolve();
    if (sweep) this.#sweptAt = now;
    const changed = await table.update(now, sweep);
    if (!changed && !sweep) return false;
    if (records !== undefined) {
      this.#recorded = await Promise.race([records, sleep(RECORDS_MS, this.#recorded, { ref: false })]);
    }
    const grouping = groupProcesses({
      records: table.records,
      hostPidNamespace: this.#hostPidNamespace,
      runtimes: this.#parts.runtimes,
      recorded: this.#recorded,
      mountNamespace: (pid) => this.#parts.proc.namespaceInode(pid, 'mnt'),
    });
    this.#groups = await inSlices(grouping);
    return true;
  }

  /** A pid can be used again between two looks, by another process: the start time tells. */
  #someInitReplaced(): boolean {
    return this.#groups.some(({ init }) => {
      const stat = this.#parts.proc.stat(init.pid);
      return typeof stat !== 'number' && stat.startTime !== init.startTime;
    });
  }

  async #readRecords() {
    const { runtimes, context } = this.#parts;
    const found = await Promise.all(
      runtimes.map(async (runtime) => {
        // A runtime whose records cannot be read hides its own containers at the most.
        const containers = (await runtime.recorded?.(context).catch(() => [])) ?? [];
        return containers.map((container) => ({ ...container, runtime: runtime.id }));
      }),
    );
    return found.flat();
  }
}
