import type { DisplayText } from '../text/display.ts';
import type { Reading } from './reading.ts';

/** A process can be named by its pid only together with its start time: pids are used again. */
export interface ProcessId {
  /** The pid as the helper's pid namespace sees it. */
  readonly pid: number;
  /** Clock ticks between boot and the start of the process: field 22 of /proc/PID/stat, proc_pid_stat(5). */
  readonly startTime: number;
}

export type ProcessState =
  'running' | 'sleeping' | 'disk-sleep' | 'stopped' | 'traced' | 'zombie' | 'dead' | 'idle' | 'parked' | 'unknown';

/** One process of a container. */
export interface Process extends ProcessId {
  readonly parentPid: number;
  readonly state: ProcessState;
  /** At most 15 bytes, chosen by the process: comm of proc_pid_comm(5). */
  readonly comm: DisplayText;
  /** The arguments joined by spaces; empty for kernel threads and zombies. */
  readonly commandLine: Reading<DisplayText>;
  /** The pid in each pid namespace, from the helper's to the innermost: NSpid of proc_pid_status(5). */
  readonly pids: Reading<readonly number[]>;
  /** The effective user id, in the helper's user namespace. */
  readonly uid: Reading<number>;
}
