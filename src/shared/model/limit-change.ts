import type { DisplayText } from '../text/display.ts';
import type { HostilePath } from './cgroup.ts';

/** Limits that can be changed, in the order in which they are offered. */
export const CHANGEABLE_LIMITS = ['memory', 'memory-high', 'cpu', 'cpu-weight', 'pids', 'cpuset', 'io'] as const;

export type ChangeableLimit = (typeof CHANGEABLE_LIMITS)[number];

/** Limits of a device; `max` takes one away, and what is absent stays as it is. Bytes or operations per second. */
export interface DeviceChange {
  readonly readBytes?: number | 'max';
  readonly writeBytes?: number | 'max';
  readonly readOperations?: number | 'max';
  readonly writeOperations?: number | 'max';
}

/** A new value of one limit of a container's own cgroup. */
export type LimitChange =
  /** Bytes. */
  | { readonly limit: 'memory' | 'memory-high'; readonly value: number | 'max' }
  /** CPUs: 1.5 is one and a half, 0.01 the least. The period stays as it is. */
  | { readonly limit: 'cpu'; readonly value: number | 'max' }
  /** As version 2 counts it, 1 to 10000, 100 by default; version 1 is written the shares that runtimes make of it. */
  | { readonly limit: 'cpu-weight'; readonly value: number }
  /** Tasks. */
  | { readonly limit: 'pids'; readonly value: number | 'max' }
  /** A list of CPUs such as `0-3,8`. */
  | { readonly limit: 'cpuset'; readonly value: string }
  | { readonly limit: 'io'; readonly device: string; readonly value: DeviceChange };

/** Content of a control file, without its last newline. */
export type LimitValueText = DisplayText;

/** Who writes the value, so that it lasts. */
export type LimitWriter =
  /** The runtime that made the container, by its own interface; it also remembers the value. */
  | 'docker'
  | 'podman'
  /** systemd, which owns the cgroup, until the next start of the unit. */
  | 'systemd'
  /** The file itself. */
  | 'file';

/** What a change may do, each beside the others. */
export type LimitRisk =
  /** More is in use than the new limit: the kernel first reclaims, then kills. */
  | { readonly kind: 'oom-kill'; readonly use: number }
  /** More is in use than the new limit: the kernel reclaims and slows down, and kills nothing. */
  | { readonly kind: 'reclaim'; readonly use: number }
  /** Version 1 refuses a limit below what is in use and cannot be reclaimed. */
  | { readonly kind: 'refused-if-in-use'; readonly use: number }
  /** As many tasks or more are there already: no new one can be made. */
  | { readonly kind: 'no-new-tasks'; readonly use: number }
  /** A cgroup above allows less: the new value never counts. */
  | { readonly kind: 'bound-above'; readonly by: HostilePath }
  /** The owner does not know, and puts its own value back when it writes its limits next. */
  | { readonly kind: 'owner-may-undo'; readonly owner: 'docker' | 'podman' | 'systemd' | 'runtime' }
  /** Memory and swap together must not be below memory: that limit is raised along (version 1, `docker update`). */
  | { readonly kind: 'swap-follows' };

/** What a change would do, found out without changing anything. */
export interface LimitPlan {
  /** The file of the container's own cgroup. */
  readonly file: HostilePath;
  /** Its content now, and what would stand there. */
  readonly before: LimitValueText;
  readonly after: LimitValueText;
  readonly writer: LimitWriter;
  /** The same as a shell command, from its program on; every argument as it is. */
  readonly command: readonly DisplayText[];
  readonly risks: readonly LimitRisk[];
}
