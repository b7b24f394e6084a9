import { Buffer } from 'node:buffer';
import { EINTR } from './errno.ts';
import { loadLibc, type Native, settled, type Syscalls, type Waiting } from './syscalls.ts';

/** The same numbers on every architecture. */
const SYS_PIDFD_SEND_SIGNAL = 424;
const SYS_PIDFD_OPEN = 434;

/**
 * `PIDFD_GET_INFO` of linux/pidfd.h, _IOWR(0xFF, 11, struct pidfd_info), with the first size of that structure; the
 * status came later in what was spare room. Where it stands in it:
 */
const PIDFD_GET_INFO = 0xc040ff0b;
const INFO_BYTES = 64;
const MASK_AT = 0;
const EXIT_CODE_AT = 60;
const PIDFD_INFO_EXIT = 1n << 3n;

/** struct pollfd, poll(2). */
export const POLLFD_BYTES = 8;
export const POLLIN = 0x1;
export const POLLHUP = 0x10;
export const POLLNVAL = 0x20;

/** Flags of eventfd(2), which are those of open(2). */
const EFD_NONBLOCK = 0o4000;
const EFD_CLOEXEC = 0o2000000;

/**
 * File descriptors that stand for processes: pidfd_open(2), Linux 5.3. One is of the process that it was opened for and
 * never of another that gets its pid. As with `Syscalls` a negative result is -errno.
 */
export class Pidfds {
  readonly #syscalls: Syscalls;
  readonly #open: Native;
  readonly #send: Native;
  readonly #ioctl: Native;
  readonly #poll: Waiting;
  readonly #eventfd: Native;
  readonly #info = Buffer.alloc(INFO_BYTES);

  constructor(syscalls: Syscalls) {
    const libc = loadLibc();
    this.#syscalls = syscalls;
    this.#open = libc.func('long syscall(long number, long pid, long flags)') as Native;
    this.#send = libc.func('long syscall(long number, long pidfd, long signal, long info, long flags)') as Native;
    this.#ioctl = libc.func('int ioctl(int fd, unsigned long request, void *info)') as Native;
    this.#poll = libc.func('int poll(void *fds, unsigned long count, int timeout)');
    this.#eventfd = libc.func('int eventfd(unsigned int count, int flags)') as Native;
  }

  /** A file descriptor with O_CLOEXEC. Of a thread that is not the first of its process there is none. */
  open(pid: number): number {
    return settled(this.#open(SYS_PIDFD_OPEN, pid, 0));
  }

  /** pidfd_send_signal(2): 0, also for a zombie, or -errno. Signal 0 only asks whether another might be sent. */
  send(pidfd: number, signal: number): number {
    return settled(this.#send(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0));
  }

  /** Whether all threads of the process have ended: it is a zombie, or nothing any more. */
  hasEnded(pidfd: number): boolean {
    const entry = Buffer.alloc(POLLFD_BYTES);
    setPollEntry(entry, 0, pidfd, POLLIN);
    return this.#poll(entry, 1, 0) > 0;
  }

  /**
   * The status of a process that ended, as in wait(2), once its parent has fetched it; `undefined` before that, and
   * before Linux 6.15.
   */
  waitStatus(pidfd: number): number | undefined {
    this.#info.fill(0);
    this.#info.writeBigUInt64LE(PIDFD_INFO_EXIT, MASK_AT);
    let result: number;
    do result = settled(this.#ioctl(pidfd, PIDFD_GET_INFO, this.#info));
    while (result === -EINTR);
    if (result < 0 || (this.#info.readBigUInt64LE(MASK_AT) & PIDFD_INFO_EXIT) === 0n) return undefined;
    return this.#info.readInt32LE(EXIT_CODE_AT);
  }

  close(fd: number): void {
    this.#syscalls.close(fd);
  }

  /** A counter that `poll` can wait for: eventfd(2). */
  openWaker(): number {
    return settled(this.#eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  }

  wake(waker: number): void {
    const one = Buffer.alloc(8);
    one.writeBigUInt64LE(1n);
    this.#syscalls.write(waker, one);
  }

  /** Has it be as before `wake`. */
  calm(waker: number): void {
    this.#syscalls.read(waker, Buffer.alloc(8));
  }

  /**
   * poll(2) on another thread, one of libuv's few, until something is to be told.
   *
   * @param entries as `setPollEntry` makes them; nobody else's meanwhile
   * @returns false where it failed (a signal came between): then `entries` are as they were
   */
  async wait(entries: Buffer): Promise<boolean> {
    return await new Promise((resolve) => {
      this.#poll.async(entries, entries.length / POLLFD_BYTES, -1, (_, result) => resolve(result > 0));
    });
  }
}

export function setPollEntry(entries: Buffer, index: number, fd: number, events: number): void {
  const at = index * POLLFD_BYTES;
  entries.writeInt32LE(fd, at);
  entries.writeInt16LE(events, at + 4);
  entries.writeInt16LE(0, at + 6);
}

/** What happened to an entry. */
export function happened(entries: Buffer, index: number): number {
  return entries.readInt16LE(index * POLLFD_BYTES + 6);
}
