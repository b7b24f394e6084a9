import type { HostilePath, LimitValue } from './cgroup.ts';
import type { Reading } from './reading.ts';

/**
 * What may limit a container at every level of its hierarchy. `memory-high` is the level above which version 2 slows
 * allocation down; `swap` is swap alone on version 2 and memory plus swap (memsw) on version 1.
 */
export const LADDER_KINDS = ['memory', 'memory-high', 'swap', 'cpu', 'cpuset', 'io', 'pids'] as const;

export type LadderKind = (typeof LADDER_KINDS)[number];

/** What the kernel counts at a level; each number only grows while the cgroup lives. */
export interface LevelCounts {
  /** How often this level's own limit was met: `max` of `memory.events.local`, `memory.failcnt`, `pids.events.local`. */
  readonly max?: number;
  /** How often this level's `memory.high` was exceeded. */
  readonly high?: number;
  /** How often nothing more could be reclaimed under this level's limit: version 2 only. */
  readonly oom?: number;
  /** Forks of tasks in this very cgroup that some level refused: where the kernel does not tell which. */
  readonly refused?: number;
  /** Periods of the CPU quota of this level, periods in which it was used up, and seconds spent waiting. */
  readonly periods?: number;
  readonly throttled?: number;
  readonly throttledSeconds?: number;
}

/** One cgroup on the way from the root to the container. */
export interface LadderLevel {
  /** Below the hierarchy's root: `/` for the root itself. */
  readonly path: HostilePath;
  /** Whether it is the container's own cgroup. */
  readonly own: boolean;
  /** `max` where this level sets none. */
  readonly limit: Reading<LimitValue>;
  /** The name of the file in this cgroup's folder. Absent where this level has no such file, as the root. */
  readonly limitFile?: string;
  /** Bytes or tasks in use in this cgroup and all below it. */
  readonly use?: Reading<number>;
  /** What the use is the rate of: CPU seconds, or bytes read and written, since the cgroup was made. */
  readonly counter?: Reading<number>;
  /** The name of the file that `use` or `counter` was read from. */
  readonly useFile?: string;
  readonly counts: LevelCounts;
}

/** Levels of one ladder that are told at the most; of a deeper one the middle is left out. */
export const LADDER_LEVELS = 64;

/** One resource: every cgroup from the root to the container, and the one whose limit binds. */
export interface Ladder {
  readonly kind: LadderKind;
  /** The version of the hierarchy. */
  readonly version: 1 | 2;
  /** Where the hierarchy is mounted: the folder of a level is this and its path. */
  readonly folder: HostilePath;
  /** The same of the files of use, where they stand in another hierarchy: CPU time of version 1. */
  readonly useFolder?: HostilePath;
  /** From the root to the container's cgroup. */
  readonly levels: readonly LadderLevel[];
  /** How many levels are left out of the middle, if any; the one that binds never is. */
  readonly omitted?: number;
  /** Index of the level whose limit counts: the smallest, of equal ones the innermost. Absent where nothing limits. */
  readonly binding?: number;
  /** False where the container has no cgroup of its own here: use and counts are then of all that share it. */
  readonly own: boolean;
}
