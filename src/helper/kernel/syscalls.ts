import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import type Koffi from 'koffi';
import type { ByteString } from '../../shared/text/display.ts';
import { EAGAIN, EINTR, ENAMETOOLONG } from './errno.ts';

/** Flags of openat(2). O_DIRECTORY differs between architectures; the others do not. */
export const O_RDONLY = 0;
export const O_WRONLY = 1;
export const O_DIRECTORY = constants.O_DIRECTORY;
export const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;

/** Flags of openat2(2). */
export const RESOLVE_NO_XDEV = 0x01;
export const RESOLVE_NO_MAGICLINKS = 0x02;
export const RESOLVE_NO_SYMLINKS = 0x04;
export const RESOLVE_BENEATH = 0x08;

/** The same number on every architecture: it is newer than the unified system call table. */
const SYS_OPENAT2 = 437;
const PATH_MAX = 4096;
/** openat2 answers EAGAIN when a rename ran beside it and it cannot be sure: bounded tries, then the error stands. */
const RESOLVE_TRIES = 16;

/**
 * The package that koffi itself loads: its binary for this machine. What koffi puts around that serves names that it
 * once had, and takes longer to load than the binary.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- which package it is depends on the machine
const koffi = require(`@koromix/koffi-linux-${process.arch}`) as typeof Koffi;

/** A function of the C library: -1 stands for an error, which `settled` makes the errno of. */
export type Native = (...values: unknown[]) => number;

/** One that may also be called by another thread, where it may wait. */
export type Waiting = Native & {
  async(...values: [...unknown[], (error: Error | null, result: number) => void]): void;
};

/** The program itself: it has the C library already, whichever that is (glibc or musl) and whatever its file's name. */
export function loadLibc(): ReturnType<typeof Koffi.load> {
  return koffi.load(null);
}

/**
 * The system calls that the helper makes at a rate at which `node:fs` would cost too much, or that Node does not have.
 *
 * As in the kernel's own interface, a negative result is an errno with its sign changed: errors are ordinary in
 * /proc, and an exception for each would be most of the work. The calls block, so they may only be made on files that
 * cannot (proc, cgroupfs); what could hang goes through the reader process.
 */
export class Syscalls {
  /** Reused for every path: nothing is allocated on the way into the kernel. */
  readonly #path = Buffer.alloc(PATH_MAX + 1);
  readonly #openHow = Buffer.alloc(24);
  readonly #openat: Native;
  readonly #read: Native;
  readonly #write: Native;
  readonly #close: Native;
  readonly #readlinkat: Native;
  readonly #syscallOpenat2: Native;

  constructor() {
    const libc = loadLibc();
    this.#openat = libc.func('int openat(int dirfd, const void *path, int flags)') as Native;
    this.#read = libc.func('long read(int fd, void *buffer, size_t count)') as Native;
    this.#write = libc.func('long write(int fd, const void *buffer, size_t count)') as Native;
    this.#close = libc.func('int close(int fd)') as Native;
    this.#readlinkat = libc.func('long readlinkat(int dirfd, const void *path, void *buffer, size_t size)') as Native;
    this.#syscallOpenat2 = libc.func(
      'long syscall(long number, long dirfd, const void *path, const void *how, size_t size)',
    ) as Native;
  }

  /** openat(2) with O_CLOEXEC: a file descriptor, or -errno. `path` is relative to `dirFd` unless it begins with `/`. */
  openAt(dirFd: number, path: ByteString, flags: number): number {
    if (!this.#setPath(path)) return -ENAMETOOLONG;
    let result: number;
    do result = settled(this.#openat(dirFd, this.#path, flags | O_CLOEXEC));
    while (result === -EINTR);
    return result;
  }

  /** openat2(2), Linux 5.6: a file descriptor, or -errno (-ENOSYS on an older kernel). */
  openAt2(dirFd: number, path: ByteString, flags: number, resolve: number): number {
    if (!this.#setPath(path)) return -ENAMETOOLONG;
    this.#openHow.writeBigUInt64LE(BigInt(flags | O_CLOEXEC), 0);
    this.#openHow.writeBigUInt64LE(0n, 8);
    this.#openHow.writeBigUInt64LE(BigInt(resolve), 16);
    let result: number;
    let tries = 0;
    do result = settled(this.#syscallOpenat2(SYS_OPENAT2, dirFd, this.#path, this.#openHow, 24));
    while (result === -EINTR || (result === -EAGAIN && ++tries < RESOLVE_TRIES));
    return result;
  }

  /** read(2): the number of bytes, 0 at the end, or -errno. */
  read(fd: number, buffer: Buffer): number {
    let result: number;
    do result = settled(this.#read(fd, buffer, buffer.length));
    while (result === -EINTR);
    return result;
  }

  /** write(2): the number of bytes, or -errno. */
  write(fd: number, buffer: Buffer): number {
    let result: number;
    do result = settled(this.#write(fd, buffer, buffer.length));
    while (result === -EINTR);
    return result;
  }

  close(fd: number): void {
    this.#close(fd);
  }

  /** readlinkat(2): the length of the target, or -errno. */
  readLinkAt(dirFd: number, path: ByteString, buffer: Buffer): number {
    if (!this.#setPath(path)) return -ENAMETOOLONG;
    let result: number;
    do result = settled(this.#readlinkat(dirFd, this.#path, buffer, buffer.length));
    while (result === -EINTR);
    return result;
  }

  #setPath(path: ByteString): boolean {
    if (path.length > PATH_MAX - 1) return false;
    // For paths as short as these a loop is faster than `Buffer.write`.
    for (let index = 0; index < path.length; index++) {
      const byte = path.charCodeAt(index);
      if (byte === 0) return false;
      this.#path[index] = byte;
    }
    this.#path[path.length] = 0;
    return true;
  }
}

/** What libc returned, as the kernel itself would have: -errno instead of -1. */
export function settled(result: number): number {
  return result === -1 ? -koffi.errno() : result;
}
