import { ENOSYS, ESRCH } from '../kernel/errno.ts';
import type { Pidfds } from '../kernel/pidfd.ts';

/** Sends signal 0, kill(2): 0, or -errno. */
export function probeBy(pidfds: Pidfds): (pid: number) => number {
  return (pid) => {
    const pidfd = pidfds.open(pid);
    if (pidfd === -ENOSYS) return probeByNumber(pid);
    if (pidfd < 0) return pidfd;
    try {
      return pidfds.send(pidfd, 0);
    } finally {
      pidfds.close(pidfd);
    }
  };
}

/** Before Linux 5.3: signal 0 harms nobody, whoever has the number. */
function probeByNumber(pid: number): number {
  try {
    process.kill(pid, 0);
    return 0;
  } catch (error) {
    // Node gives errno(3) with its sign changed.
    return (error as NodeJS.ErrnoException).errno ?? -ESRCH;
  }
}
