import {
  NAMESPACE_TYPES,
  type NamespaceId,
  type NamespaceMembership,
  type NamespaceType,
  SHARED_WITH_LIMIT,
} from '../../shared/model/namespace.ts';
import type { Reading } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { ProcessReader } from '../proc/process-reader.ts';

export type NamespaceIds = Readonly<Record<NamespaceType, Reading<NamespaceId>>>;

/**
 * The namespaces of one process.
 *
 * @param dev the device of nsfs: there is one for the whole kernel
 */
export function namespacesOf(proc: ProcessReader, pid: number | 'self', dev: number): NamespaceIds {
  const ids = {} as Record<NamespaceType, Reading<NamespaceId>>;
  for (const type of NAMESPACE_TYPES) {
    const ino = proc.namespaceInode(pid, type);
    ids[type] = ino > 0 ? { value: { dev, ino } } : unreadNamespace(proc, pid, ino);
  }
  return ids;
}

/** A link that is missing while the process lives belongs to a type that this kernel does not have (time: 5.6). */
function unreadNamespace(proc: ProcessReader, pid: number | 'self', errno: number): Reading<never> {
  if (errno === -ENOENT && proc.namespaceInode(pid, 'pid') > 0) return { unread: { reason: 'unsupported' } };
  return unreadFromErrno(errno);
}

/** Tells for each namespace of each container whether it is the host's, shared with others, or private. */
export function memberships(
  containers: ReadonlyMap<string, NamespaceIds>,
  host: NamespaceIds,
): ReadonlyMap<string, readonly NamespaceMembership[]> {
  const members = new Map<number, string[]>();
  for (const [containerId, ids] of containers) {
    for (const type of NAMESPACE_TYPES) {
      const id = ids[type];
      if ('unread' in id) continue;
      const known = members.get(id.value.ino);
      if (known === undefined) members.set(id.value.ino, [containerId]);
      else known.push(containerId);
    }
  }
  const result = new Map<string, readonly NamespaceMembership[]>();
  for (const [containerId, ids] of containers) {
    result.set(
      containerId,
      NAMESPACE_TYPES.map((type) => membership(type, ids[type], host[type], containerId, members)),
    );
  }
  return result;
}

function membership(
  type: NamespaceType,
  id: Reading<NamespaceId>,
  host: Reading<NamespaceId>,
  containerId: string,
  members: ReadonlyMap<number, readonly string[]>,
): NamespaceMembership {
  const alone = { sharedWith: [], sharedWithMore: 0 };
  if ('unread' in id) return { type, id, scope: 'unknown', ...alone };
  if ('value' in host && host.value.ino === id.value.ino) return { type, id, scope: 'host', ...alone };
  const others = (members.get(id.value.ino)?.length ?? 1) - 1;
  if (others === 0) return { type, id, scope: 'private', ...alone };
  const sharedWith: string[] = [];
  for (const other of members.get(id.value.ino) ?? []) {
    if (other !== containerId) sharedWith.push(other);
    // Thousands may share a namespace: going through all of them for each would be slow.
    if (sharedWith.length === SHARED_WITH_LIMIT) break;
  }
  return { type, id, scope: 'shared', sharedWith, sharedWithMore: others - sharedWith.length };
}
