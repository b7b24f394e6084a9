import type { NamespaceType } from '../../shared/model/namespace.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ESRCH } from '../kernel/errno.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import { O_RDONLY } from '../kernel/syscalls.ts';
import { parseStat, type ProcessStat } from './stat.ts';
import { parseStatus, type ProcessStatus } from './status.ts';

/**
 * Reads the files of one /proc that can never block: `stat`, `status`, `cgroup` and the namespace links.
 * `cmdline`, `environ` and `maps` wait for a lock that the process may hold for ever; they belong to the reader process.
 */
export class ProcessReader {
  readonly #files: FileReader;
  readonly #procFd: number;

  /** @param procFd an open /proc; owned by the caller */
  constructor(files: FileReader, procFd: number) {
    this.#files = files;
    this.#procFd = procFd;
  }

  /** The fields, or -errno; -ESRCH also for a line that cannot be parsed. */
  stat(pid: number): ProcessStat | number {
    const text = this.#files.readRecord(this.#procFd, `${pid}/stat`);
    if (typeof text === 'number') return text;
    return parseStat(text) ?? -ESRCH;
  }

  /** `comm`, open, or -errno; closed by `close`. */
  openName(pid: number): number {
    return this.#files.syscalls.openAt(this.#procFd, `${pid}/comm`, O_RDONLY);
  }

  close(fd: number): void {
    this.#files.syscalls.close(fd);
  }

  status(pid: number): ProcessStatus | number {
    // Whole: a process may be in so many groups that the fields after them come late.
    const text = this.#files.read(this.#procFd, `${pid}/status`);
    return typeof text === 'number' ? text : parseStatus(text);
  }

  /** The raw content of /proc/PID/cgroup, or -errno. */
  cgroup(pid: number): ByteString | number {
    return this.#files.readRepeated(this.#procFd, `${pid}/cgroup`);
  }

  /** The inode of the namespace that a process lives in, or -errno; namespaces(7). Needs ptrace access (read). */
  namespaceInode(pid: number | 'self', type: NamespaceType): number {
    const target = this.#files.link(this.#procFd, `${pid}/ns/${type}`);
    if (typeof target === 'number') return target;
    return Number(/^\w+:\[(\d+)\]$/.exec(target)?.[1] ?? -ESRCH);
  }

  /** A file that stands in the root of /proc, such as `loadavg`: its content, or -errno. */
  file(path: string): ByteString | number {
    return this.#files.read(this.#procFd, path);
  }
}
