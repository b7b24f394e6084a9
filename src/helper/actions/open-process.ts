import type { ProcessId } from '../../shared/model/process.ts';
import { EINVAL, ENOENT, ESRCH } from '../kernel/errno.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import type { Pidfds } from '../kernel/pidfd.ts';
import { O_DIRECTORY, O_PATH } from '../kernel/syscalls.ts';
import { parseStat } from '../proc/stat.ts';

/** What processes are opened with. */
export interface ProcessOpener {
  readonly files: FileReader;
  /** An open /proc. */
  readonly procFd: number;
  readonly pidfds: Pidfds;
}

/**
 * A pidfd of this very process, which the caller closes. `stale`: its pid is another's by now. `gone`: there is none,
 * or what has this number is a thread of another. Otherwise -errno, -ENOSYS before Linux 5.3.
 *
 * The order is what makes it safe: the folder of /proc is opened first, and tells of one process only. Where it still
 * tells its start time after the pidfd was opened, both are of that process.
 */
export function openProcess({ files, procFd, pidfds }: ProcessOpener, id: ProcessId): number | 'gone' | 'stale' {
  const { syscalls } = files;
  const folder = syscalls.openAt(procFd, `${id.pid}`, O_PATH | O_DIRECTORY);
  if (folder < 0) return isNoProcess(folder) ? 'gone' : folder;
  try {
    const pidfd = pidfds.open(id.pid);
    if (pidfd < 0) return isNoProcess(pidfd) ? 'gone' : pidfd;
    const text = files.readRecord(folder, 'stat');
    const stat = typeof text === 'number' ? undefined : parseStat(text);
    if (stat?.startTime === id.startTime) return pidfd;
    pidfds.close(pidfd);
    return stat === undefined ? 'gone' : 'stale';
  } finally {
    syscalls.close(folder);
  }
}

/** EINVAL, and since Linux 6.16 ENOENT, are pidfd_open(2)'s answers for a thread that is not the first. */
function isNoProcess(errno: number): boolean {
  return [-ENOENT, -ESRCH, -EINVAL].includes(errno);
}
