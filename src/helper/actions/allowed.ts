import type { ProcessReader } from '../proc/process-reader.ts';
import { EPERM } from '../kernel/errno.ts';
import { parseMembership } from './orphaned-group.ts';
import type { SignalFacts } from './signal-facts.ts';

/**
 * What this process may send to another, kill(2). The kernel is asked by signal 0, which is checked like any other and
 * then not sent: it also knows of capabilities over user namespaces, which the user ids in /proc do not tell.
 * @param probe sends signal 0: 0, or -errno
 */
export function allowedBy(
  proc: ProcessReader,
  probe: (pid: number) => number,
): (pid: number) => SignalFacts['allowed'] {
  return (pid) => {
    // 0 and what is below mean groups of processes.
    if (!Number.isSafeInteger(pid) || pid < 1) return 'none';
    // Another error is that it is gone, which the reader of the other facts sees.
    if (probe(pid) !== -EPERM) return 'all';
    // 0 stands for any session outside of this pid namespace.
    const session = sessionOf(proc, 'self');
    return session !== undefined && session !== 0 && session === sessionOf(proc, pid) ? 'continue' : 'none';
  };
}

function sessionOf(proc: ProcessReader, pid: number | 'self'): number | undefined {
  const text = proc.file(`${pid}/stat`);
  return typeof text === 'number' ? undefined : parseMembership(text)?.session;
}
