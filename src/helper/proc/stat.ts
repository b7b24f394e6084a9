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

/**
 * Parses /proc/PID/stat. The name is raw and may hold parentheses, spaces and newlines: it reaches from the first `(`
 * to the last `)`. Anything that is not such a line gives `undefined`.
 */
export function parseStat(text: ByteString): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 2 || close < open) return undefined;
  // Field 3 is the first after the name.
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(' ');
  const pid = integer(text.slice(0, open - 1));
  const parentPid = integer(fields[1]);
  const flags = integer(fields[6]);
  const startTime = integer(fields[19]);
  if (pid === undefined || parentPid === undefined || flags === undefined || startTime === undefined) return undefined;
  return {
    pid,
    comm: text.slice(open + 1, close),
    state: STATES.get(fields[0] ?? '') ?? 'unknown',
    parentPid,
    kernelThread: (flags & PF_KTHREAD) !== 0,
    startTime,
  };
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,19}$/.test(text) ? Number(text) : undefined;
}
