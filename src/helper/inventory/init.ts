import type { ProcessRecord } from './process-table.ts';

/** The process whose parent is outside; of several (an exec comes from outside too) the oldest. */
export function initOf(
  members: readonly ProcessRecord[],
  records: ReadonlyMap<number, ProcessRecord>,
): ProcessRecord | undefined {
  const inside = new Set(members);
  let init: ProcessRecord | undefined;
  for (const record of members) {
    const parent = records.get(record.parentPid);
    // A parent that is younger bears a pid that was used again.
    if (parent !== undefined && inside.has(parent) && parent.startTime <= record.startTime) continue;
    if (init === undefined || isOlder(record, init)) init = record;
  }
  return init;
}

/** Ended, and only waiting for its parent to notice: nothing lives in its namespaces any more. */
export function isDead({ state }: ProcessRecord): boolean {
  return state === 'zombie' || state === 'dead';
}

export function isOlder(a: ProcessRecord, b: ProcessRecord): boolean {
  return a.startTime < b.startTime || (a.startTime === b.startTime && a.pid < b.pid);
}
