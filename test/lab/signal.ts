import { waitFor } from './exec.ts';
import { isRunning, type ProcessIdentity, readProcess } from './process.ts';
import { requireStarted } from './started.ts';

/**
 * Sends a signal to this very process, also where it is a zombie. The one place of the tests that does it by a number.
 * @returns false where it is gone
 * @throws {ForeignProcessError} where the tests did not start it
 */
export function signal({ pid, startTime }: ProcessIdentity, which: NodeJS.Signals | number): boolean {
  if (readProcess(pid)?.startTime !== startTime) return false;
  requireStarted(pid);
  try {
    return process.kill(pid, which);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/**
 * Ends a process: SIGTERM if a grace time is given, SIGKILL after it, and waits until it is gone.
 * @throws {ForeignProcessError} where the tests did not start it
 */
export async function endProcess(identity: ProcessIdentity, graceMs = 0): Promise<void> {
  const gone = (): boolean => !isRunning(identity);
  if (gone()) return;
  if (graceMs > 0 && signal(identity, 'SIGTERM')) {
    await waitFor('the end of a process', gone, { timeoutMs: graceMs }).catch(() => undefined);
  }
  if (!gone()) signal(identity, 'SIGKILL');
  await waitFor(`the end of process ${identity.pid} after SIGKILL`, gone);
}
