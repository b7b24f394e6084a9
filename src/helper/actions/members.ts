import type { ProcessId } from '../../shared/model/process.ts';
import type { Entry } from '../inventory/entry.ts';
import type { Group } from '../inventory/grouping.ts';
import type { ProcessReader } from '../proc/process-reader.ts';

/** Whether a container is another one or runs in it, at any depth. */
export function isWithinGroup(inner: Group, outer: Group): boolean {
  for (let group: Group | undefined = inner; group !== undefined; group = group.parent) {
    if (group.key === outer.key) return true;
  }
  return false;
}

/**
 * The processes of a container and of those that run in it, as the inventory knows them. One of this pid namespace that
 * was moved to another cgroup since is left out: it may have left the container. Another pid namespace cannot be left.
 */
export function membersOf(entry: Entry, entries: readonly Entry[], proc: ProcessReader): readonly ProcessId[] {
  const outside = proc.namespaceInode('self', 'pid');
  const isInside = (inode: number) => inode > 0 && inode !== outside;
  return entries
    .filter(({ group }) => isWithinGroup(group, entry.group))
    .flatMap(({ group }) => group.members)
    .filter(({ pid, cgroup, pidNamespace }) => isInside(pidNamespace) || proc.cgroup(pid) === cgroup)
    .map(({ pid, startTime }) => ({ pid, startTime }));
}
