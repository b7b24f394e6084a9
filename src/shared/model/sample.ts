import type { DisplayText } from '../text/display.ts';
import type { Ladder, LadderKind } from './ladder.ts';
import type { Reading } from './reading.ts';

/** CPU time since the cgroup was made, in seconds. */
export interface CpuFigures {
  readonly usage: number;
  readonly user?: number;
  readonly system?: number;
}

/** Bytes. The parts need not add up to `current`: the kernel counts in batches for each CPU. */
export interface MemoryFigures {
  /** `memory.current`, or `memory.usage_in_bytes`. */
  readonly current: number;
  /** `current` less inactive file pages: what `docker stats` shows. */
  readonly workingSet: number;
  readonly anon: number;
  /** Page cache without shared memory and tmpfs. */
  readonly file: number;
  readonly shmem: number;
  /** Absent where this kernel does not tell. */
  readonly kernel?: number;
  readonly swap?: number;
  /** The most that was ever in use. */
  readonly peak?: number;
  /** Processes of this cgroup and those below it that the kernel killed for want of memory. */
  readonly oomKills?: number;
  /** How often all of a cgroup was killed together (`memory.oom.group`). */
  readonly oomGroupKills?: number;
}

/** One block device; counters since the cgroup was made. */
export interface DeviceFigures {
  /** `major:minor` */
  readonly device: string;
  /** The kernel's name of it, such as `sda`, where it has one. */
  readonly name?: DisplayText;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly readOperations: number;
  readonly writeOperations: number;
}

/** Devices that one sample tells of at the most: those that moved most bytes. */
export const SAMPLE_DEVICES = 32;

export interface IoFigures {
  readonly devices: readonly DeviceFigures[];
  /** How many more devices there are, if any. */
  readonly omitted?: number;
}

export interface PidsFigures {
  readonly current: number;
  readonly peak?: number;
}

/** A line of a pressure file; Documentation/accounting/psi.rst. */
export interface PressureLine {
  /** Percent of the last 10, 60 and 300 seconds. */
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  /** Seconds of stalled time since the cgroup was made. */
  readonly total: number;
}

export const PRESSURE_RESOURCES = ['cpu', 'memory', 'io'] as const;

export type PressureResource = (typeof PRESSURE_RESOURCES)[number];

/**
 * - `boot`: the kernel was started with psi=0, or without the psi=1 that it needs
 * - `kernel`: it was built without pressure stall information
 * - `cgroup`: `cgroup.pressure` of this cgroup is 0
 * - `no-unified`: only version 2 has it, and no version 2 hierarchy is mounted, or the container is not in it
 */
export type PressureOff = 'boot' | 'kernel' | 'cgroup' | 'no-unified';

export type Pressure =
  | { readonly kind: 'on'; readonly some: PressureLine; readonly full?: PressureLine }
  | { readonly kind: 'off'; readonly why: PressureOff };

/** What holds a container in, and how close it is, at one moment. */
export interface LimitsSample {
  /** Monotonic milliseconds of the helper. */
  readonly at: number;
  /** CPUs of the machine that are online. */
  readonly onlineCpus: number;
  readonly cpu: Reading<CpuFigures>;
  readonly memory: Reading<MemoryFigures>;
  readonly io: Reading<IoFigures>;
  readonly pids: Reading<PidsFigures>;
  readonly pressure: Readonly<Record<PressureResource, Reading<Pressure>>>;
  /** In the order of `LADDER_KINDS`; where there is none, why. */
  readonly ladders: Readonly<Record<LadderKind, Reading<Ladder>>>;
}
