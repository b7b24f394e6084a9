import type { DisplayText } from '../text/display.ts';
import type { HostilePath } from './cgroup.ts';
import type { Reading } from './reading.ts';

/** The controllers by their names in version 2; `core` are the files that every cgroup has. */
export const CONTROLLERS = [
  'memory',
  'cpu',
  'cpuset',
  'io',
  'pids',
  'hugetlb',
  'rdma',
  'misc',
  'dmem',
  'devices',
  'freezer',
  'net_cls',
  'net_prio',
  'core',
] as const;

export type ControllerName = (typeof CONTROLLERS)[number];

/** The content of a control file. */
export interface KnobText {
  readonly lines: readonly DisplayText[];
  /** Whether the file has more than is told. */
  readonly cut: boolean;
}

/** One control file of the container's cgroup. */
export interface Knob {
  /** Unique in one answer: the version and the file, such as `2/memory.max`. */
  readonly key: string;
  readonly controller: ControllerName;
  readonly version: 1 | 2;
  readonly file: DisplayText;
  readonly path: HostilePath;
  readonly value: Reading<KnobText>;
  /** Whether the file can be written to at all: a setting, not a report. */
  readonly setting: boolean;
}

/** Where one controller stands for a container. */
export interface ControllerState {
  readonly controller: ControllerName;
  /**
   * - `on`: it has files in the container's cgroup
   * - `off`: the kernel has it, but it is not enabled for this cgroup
   * - `unsupported`: this kernel does not have it, or its hierarchy is not mounted
   * - `ebpf`: of version 2 device rules are a program that no file shows
   * - `outside`, `permission`, `gone`, `error`: as in `UnreadReason`
   */
  readonly state: 'on' | 'off' | 'unsupported' | 'ebpf' | 'outside' | 'permission' | 'gone' | 'error';
  readonly version?: 1 | 2;
  /** The container's cgroup in the hierarchy of this controller. */
  readonly folder?: HostilePath;
  /** The user that owns that folder: another than root means that the cgroup was delegated. */
  readonly owner?: number;
  /** False where the container shares the cgroup with others. */
  readonly own: boolean;
}
