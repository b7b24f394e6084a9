import type { Ending } from '../../shared/protocol/actions.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { parseStat } from '../proc/stat.ts';

const CORE_DUMPED = 0x80;
const SIGNAL_MASK = 0x7f;
/** `exit_code` is field 52 of /proc/PID/stat; the fields after the name begin with the third. */
const EXIT_CODE_FIELD = 52 - 3;

/** What a status of wait(2) says. */
export function endingOf(status: number): Ending {
  const signal = status & SIGNAL_MASK;
  if (signal === 0) return { kind: 'exit', status: (status >> 8) & 0xff };
  return { kind: 'signal', signal, dumpedCore: (status & CORE_DUMPED) !== 0 };
}

/**
 * The status of a process that ended and whose parent has not fetched it yet: field 52 of /proc/PID/stat. `undefined`
 * where it is not that process any more, or the kernel hides the field, which it does by showing 0.
 */
export function zombieStatus(proc: ProcessReader, { pid, startTime }: ProcessId): number | undefined {
  const text = proc.file(`${pid}/stat`);
  if (typeof text === 'number') return undefined;
  const stat = parseStat(text);
  if (stat?.startTime !== startTime || stat.state !== 'zombie') return undefined;
  const field = text.slice(text.lastIndexOf(')') + 2).split(' ')[EXIT_CODE_FIELD];
  if (field === undefined || !/^\d{1,10}\n?$/.test(field)) return undefined;
  // The link is shown to whom the field is.
  return Number(field) !== 0 || proc.namespaceInode(pid, 'user') >= 0 ? Number(field) : undefined;
}
