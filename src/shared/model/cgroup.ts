import type { DisplayText } from '../text/display.ts';
import type { Reading } from './reading.ts';

/** A path whose bytes a container may have chosen. */
export interface HostilePath {
  readonly text: DisplayText;
  /** The exact bytes in hexadecimal, where `text` is not the path itself (escaped or cut). */
  readonly bytes?: string;
}

/** Where a container stands in one cgroup hierarchy; see cgroups(7). */
export interface CgroupMembership {
  /** `2` for the unified hierarchy, `1` for each of the others. */
  readonly version: 1 | 2;
  /** The controllers on this hierarchy: of version 1 `cpu,cpuacct` or `name=systemd`; empty for version 2. */
  readonly controllers: readonly string[];
  /** The path below the hierarchy's root, as /proc/PID/cgroup shows it. */
  readonly path: HostilePath;
  /** The folder in the file system, where this hierarchy is mounted and the path lies inside the mount. */
  readonly folder?: HostilePath;
}

export type LimitResource = 'memory' | 'cpu' | 'pids' | 'cpuset' | 'io';

export const LIMIT_RESOURCES: readonly LimitResource[] = ['memory', 'cpu', 'pids', 'cpuset', 'io'];

/** How much a device may be read and written per second; a field that is absent is not limited. */
export interface DeviceLimit {
  /** `major:minor` */
  readonly device: string;
  readonly readBytes?: number;
  readonly writeBytes?: number;
  readonly readOperations?: number;
  readonly writeOperations?: number;
}

export type LimitValue =
  /** No limit up to the root. */
  | { readonly kind: 'max' }
  /** Bytes (memory), CPUs (cpu: quota / period) or tasks (pids). */
  | { readonly kind: 'amount'; readonly amount: number }
  /** A list such as `0-3,8` and how many CPUs it names (cpuset). */
  | { readonly kind: 'cpus'; readonly list: string; readonly count: number }
  /** Limits per device (io). */
  | { readonly kind: 'devices'; readonly devices: readonly DeviceLimit[] };

/** The limit that counts for one resource: the smallest on the way from the container to the root. */
export interface EffectiveLimit {
  readonly resource: LimitResource;
  readonly limit: Reading<LimitValue>;
  /** The cgroup that sets `limit`; absent where nothing limits. */
  readonly setBy?: HostilePath;
  /** Whether the container's own cgroup sets it. */
  readonly own: boolean;
  /** The file that `limit` was read from. */
  readonly limitFile?: HostilePath;
  /** Bytes (memory), CPUs (cpu), tasks (pids), bytes per second read and written together (io). cpuset has none. */
  readonly use?: Reading<number>;
  readonly useFile?: HostilePath;
}
