import { Buffer } from 'node:buffer';
import type { ByteString } from '../../shared/text/display.ts';
import { EFBIG } from './errno.ts';
import { O_RDONLY, type Syscalls } from './syscalls.ts';

/** The largest file of proc or cgroupfs that is read whole: a longer one is an error, not a part of itself. */
const FILE_LIMIT_BYTES = 8 * 1024 * 1024;
const FIRST_BUFFER_BYTES = 64 * 1024;

/** Reads whole small files of the kernel (proc, cgroupfs) into reused memory. */
export class FileReader {
  readonly syscalls: Syscalls;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  /** What `readRepeated` gave last. */
  #last: ByteString = '';
  #lastBytes: Buffer = Buffer.alloc(0);
  readonly #link = Buffer.allocUnsafeSlow(256);

  constructor(syscalls: Syscalls) {
    this.syscalls = syscalls;
  }

  /** The content, or -errno. */
  read(dirFd: number, path: ByteString): ByteString | number {
    const fd = this.syscalls.openAt(dirFd, path, O_RDONLY);
    return fd < 0 ? fd : this.readAndClose(fd);
  }

  /**
   * Like `read`, with one read(2) less: for files that the kernel writes as a single record (`stat`, `cgroup`), which
   * seq_file hands out whole when the buffer has room.
   */
  readRecord(dirFd: number, path: ByteString): ByteString | number {
    const length = this.#readOnce(dirFd, path);
    return length < 0 ? length : this.#buffer.toString('latin1', 0, length);
  }

  /**
   * Like `readRecord`, for a file whose content is mostly that of the one before, as `cgroup` of processes that stand
   * side by side: to compare bytes is cheaper than to make a string.
   */
  readRepeated(dirFd: number, path: ByteString): ByteString | number {
    const length = this.#readOnce(dirFd, path);
    if (length < 0) return length;
    const last = this.#lastBytes;
    if (length !== last.length || this.#buffer.compare(last, 0, length, 0, length) !== 0) {
      this.#last = this.#buffer.toString('latin1', 0, length);
      this.#lastBytes = Buffer.from(this.#buffer.subarray(0, length));
    }
    return this.#last;
  }

  #readOnce(dirFd: number, path: ByteString): number {
    const fd = this.syscalls.openAt(dirFd, path, O_RDONLY);
    if (fd < 0) return fd;
    const length = this.syscalls.read(fd, this.#buffer);
    this.syscalls.close(fd);
    return length;
  }

  /** The rest of an open file, which is closed: the content, or -errno. */
  readAndClose(fd: number): ByteString | number {
    try {
      const length = this.#fill(fd);
      return length < 0 ? length : this.#buffer.toString('latin1', 0, length);
    } finally {
      this.syscalls.close(fd);
    }
  }

  /** The target of a link of at most 256 bytes, or -errno. */
  link(dirFd: number, path: ByteString): ByteString | number {
    const length = this.syscalls.readLinkAt(dirFd, path, this.#link);
    return length < 0 ? length : this.#link.toString('latin1', 0, length);
  }

  #fill(fd: number): number {
    let length = 0;
    for (;;) {
      const count = this.syscalls.read(fd, length === 0 ? this.#buffer : this.#buffer.subarray(length));
      if (count <= 0) return count < 0 ? count : length;
      length += count;
      // A short read is not the end: seq files of the kernel return what fits a page.
      if (length === this.#buffer.length) {
        if (length >= FILE_LIMIT_BYTES) return -EFBIG;
        const larger = Buffer.allocUnsafeSlow(length * 2);
        this.#buffer.copy(larger);
        this.#buffer = larger;
      }
    }
  }
}
