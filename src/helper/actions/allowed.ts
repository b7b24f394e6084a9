import type { ProcessReader } from '../proc/process-reader.ts';
import { parseMembership } from './orphaned-group.ts';
import type { SignalFacts } from './signal-facts.ts';

/**
 * What this process may send to another, kill(2). The kernel is asked by signal 0, which is checked like any other and
 * then not sent: it also knows of capabilities over user namespaces, which the user ids in /proc do not tell.
 * @param probe sends signal 0, and throws as `process.kill` does
 */
export function allowedBy(
  proc: ProcessReader,
  probe: (pid: number) => void = (pid) => void process.kill(pid, 0),
): (pid: number) => SignalFacts['allowed'] {
  return (pid) => {
    // 0 and what is below mean groups of processes.
    if (!Number.isSafeInteger(pid) || pid < 1) return 'none';
    try {
      probe(pid);
      return 'all';
    } catch (error) {
      const refused = error instanceof Error && 'code' in error && error.code === 'EPERM';
      // Another error is that it is gone, which the reader of the other facts sees.
      if (!refused) return 'all';
      // 0 stands for any session outside of this pid namespace.
      const session = sessionOf(proc, 'self');
      return session !== undefined && session !== 0 && session === sessionOf(proc, pid) ? 'continue' : 'none';
    }
  };
}

function sessionOf(proc: ProcessReader, pid: number | 'self'): number | undefined {
  const text = proc.file(`${pid}/stat`);
  return typeof text === 'number' ? undefined : parseMembership(text)?.session;
}
