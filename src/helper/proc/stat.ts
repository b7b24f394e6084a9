import type { ProcessState } from '../../shared/model/process.ts';
import type { ByteString } from '../../shared/text/display.ts';

/** The fields of /proc/PID/stat that discovery needs; proc_pid_stat(5). */
export interface ProcessStat {
  readonly pid: number;
  readonly comm: ByteString;
  readonly state: ProcessState;
  readonly parentPid: number;
  /** A thread of the kernel itself: PF_KTHREAD in field 9. */
  readonly kernelThread: boolean;
  /** Clock ticks after boot: field 22. */
  readonly startTime: number;
}

const PF_KTHREAD = 0x00200000;

const STATES: ReadonlyMap<string, ProcessState> = new Map([
  ['R', 'running'],
  ['S', 'sleeping'],
  ['D', 'disk-sleep'],
  ['T', 'stopped'],
  ['t', 'traced'],
  ['Z', 'zombie'],
  ['X', 'dead'],
  ['x', 'dead'],
  ['I', 'idle'],
  ['P', 'parked'],
]);

/** Fields 3 to 22 after the name: state, parent, four that do not matter, flags, twelve more, start time. */
const AFTER_NAME = /^ (\S) (\d{1,10})(?: -?\d{1,20}){4} (\d{1,10})(?: -?\d{1,20}){12} (\d{1,19})(?: |$)/;

/**
 * Parses /proc/PID/stat. The name is raw and may hold parentheses, spaces and newlines: it reaches from the first `(`
 * to the last `)`. Anything that is not such a line gives `undefined`.
 */
export function parseStat(text: ByteString): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (close < open) return undefined;
  const pid = /^(\d{1,10}) $/.exec(text.slice(0, Math.max(0, open)));
  const fields = AFTER_NAME.exec(text.slice(close + 1));
  if (pid === null || fields === null) return undefined;
  return {
    pid: Number(pid[1]),
    comm: text.slice(open + 1, close),
    state: STATES.get(fields[1] ?? '') ?? 'unknown',
    parentPid: Number(fields[2]),
    kernelThread: (Number(fields[3]) & PF_KTHREAD) !== 0,
    startTime: Number(fields[4]),
  };
}
