import type { Reading } from './reading.ts';

/** The eight namespace types, by their names in /proc/PID/ns; see namespaces(7). */
export const NAMESPACE_TYPES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;

export type NamespaceType = (typeof NAMESPACE_TYPES)[number];

/** A namespace's identity: the device and inode of its file on nsfs; see ioctl_ns(2). */
export interface NamespaceId {
  readonly dev: number;
  readonly ino: number;
}

/** Containers that one membership names: thousands may share a namespace. */
export const SHARED_WITH_LIMIT = 16;

/** One namespace that a container's init lives in. */
export interface NamespaceMembership {
  readonly type: NamespaceType;
  readonly id: Reading<NamespaceId>;
  /**
   * - `host`: the machine's own
   * - `shared`: other containers in the list live in it too (`sharedWith`)
   * - `private`: no other container does
   * - `unknown`: it could not be read
   */
  readonly scope: 'host' | 'shared' | 'private' | 'unknown';
  /** Ids of the other containers in this namespace, up to `SHARED_WITH_LIMIT`. */
  readonly sharedWith: readonly string[];
  /** How many more there are. */
  readonly sharedWithMore: number;
}
