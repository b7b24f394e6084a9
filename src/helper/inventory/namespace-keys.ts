import type { ProcessRecord } from './process-table.ts';

/**
 * A number that is the same for two processes just if they live in the same pid namespace: its inode, or, where the
 * kernel hides that from us, the negative pid of the namespace's init. `undefined` where nothing is known (zombies).
 *
 * Without root the inode of another user's process is hidden, but NSpid in `status` is not: a process whose innermost
 * pid is 1 is the init of a namespace, and its descendants of the same depth live in it too; pid_namespaces(7).
 */
export type NamespaceKeys = (record: ProcessRecord) => number | undefined;

export function namespaceKeys(records: ReadonlyMap<number, ProcessRecord>, hostPidNamespace: number): NamespaceKeys {
  const hidden = new Map<number, number | undefined>();
  return function key(record): number | undefined {
    if (record.pidNamespace > 0) return record.pidNamespace;
    const depth = record.pids?.length ?? 0;
    if (depth === 0) return undefined;
    if (depth === 1) return hostPidNamespace;
    if (record.pids?.at(-1) === 1) return -record.pid;
    if (hidden.has(record.pid)) return hidden.get(record.pid);
    // Set before the recursion: a torn listing could hold a circle of parents.
    hidden.set(record.pid, undefined);
    const parent = records.get(record.parentPid);
    const sameDepth = parent?.pids?.length === depth || (parent?.pidNamespace ?? 0) > 0;
    const found = parent !== undefined && sameDepth ? key(parent) : undefined;
    hidden.set(record.pid, found);
    return found;
  };
}
