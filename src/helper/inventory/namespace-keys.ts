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
  const told = ({ pid, pidNamespace, pids }: ProcessRecord): number | 'unknown' | "the parent's" => {
    if (pidNamespace > 0) return pidNamespace;
    if (pids === undefined || pids.length === 0) return 'unknown';
    if (pids.length === 1) return hostPidNamespace;
    return pids.at(-1) === 1 ? -pid : "the parent's";
  };
  /** The parent, where it may live in the same namespace: at the same depth, as far as that is known. */
  const parentOf = ({ parentPid, pids }: ProcessRecord): ProcessRecord | undefined => {
    const parent = records.get(parentPid);
    if (parent === undefined) return undefined;
    const nested = parent.pidNamespace > 0 && parent.pidNamespace !== hostPidNamespace;
    return nested || parent.pids?.length === pids?.length ? parent : undefined;
  };
  // No recursion: somebody could make a chain of as many processes as there are pids.
  return (record) => {
    const descendants: number[] = [];
    let found: number | undefined;
    for (let at: ProcessRecord | undefined = record; at !== undefined; at = parentOf(at)) {
      const own = told(at);
      if (own !== "the parent's") {
        found = own === 'unknown' ? undefined : own;
        break;
      }
      if (hidden.has(at.pid)) {
        found = hidden.get(at.pid);
        break;
      }
      // Set before the end is known: a torn listing could hold a circle of parents.
      hidden.set(at.pid, undefined);
      descendants.push(at.pid);
    }
    for (const pid of descendants) hidden.set(pid, found);
    return found;
  };
}
