import { readdirSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import { ESRCH } from '../kernel/errno.ts';
import type { FileReader } from '../kernel/file-reader.ts';

/** What /proc/PID/status or /proc/PID/task/TID/status tell of signals; proc_pid_status(5). Bit n-1 is signal n. */
export interface SignalStatus {
  /** One letter, as in field 3 of `stat`. */
  readonly state: string;
  readonly tracerPid: number;
  /** For this thread alone, and for the process as a whole. */
  readonly pending: bigint;
  readonly sharedPending: bigint;
  readonly blocked: bigint;
  readonly ignored: bigint;
  readonly caught: bigint;
  readonly dumpsCore: boolean;
  /** The pid in each pid namespace, from that of the /proc mount inwards. */
  readonly pids: readonly number[];
}

/** `undefined` for what is not such a file; the kernel escapes newlines of the name in it. */
export function parseSignalStatus(text: ByteString): SignalStatus | undefined {
  const field = (name: string, value: string): string | undefined =>
    new RegExp(`^${name}:\\t(${value})`, 'm').exec(text)?.[1];
  const set = (name: string): bigint | undefined => {
    const hex = field(name, '[0-9a-f]{16}(?![0-9a-f])');
    return hex === undefined ? undefined : BigInt(`0x${hex}`);
  };
  const state = field('State', '[A-Za-z]');
  const [pending, sharedPending, blocked, ignored, caught] = ['SigPnd', 'ShdPnd', 'SigBlk', 'SigIgn', 'SigCgt'].map(
    set,
  );
  if (state === undefined || pending === undefined || sharedPending === undefined) return undefined;
  if (blocked === undefined || ignored === undefined || caught === undefined) return undefined;
  return {
    state,
    tracerPid: Number(field('TracerPid', '\\d+') ?? 0),
    pending,
    sharedPending,
    blocked,
    ignored,
    caught,
    dumpsCore: field('CoreDumping', '1') !== undefined,
    pids: (field('NSpid', '\\d+(?:\\t\\d+)*') ?? '').split('\t').filter(Boolean).map(Number),
  };
}

/** Reads what decides over signals. None of these files can block. */
export class SignalStatusReader {
  readonly #files: FileReader;
  readonly #procFd: number;
  readonly #procFolder: string;

  /**
   * @param procFd an open /proc; owned by the caller
   * @param procFolder the same folder by its path, to list it
   */
  constructor(files: FileReader, procFd: number, procFolder: string) {
    this.#files = files;
    this.#procFd = procFd;
    this.#procFolder = procFolder;
  }

  /** Of a process, or of one thread of it; or -errno, -ESRCH also where it cannot be parsed. */
  status(pid: number, threadId?: number): SignalStatus | number {
    // Whole: a process may be in so many groups that the fields after them come late.
    const text = this.#files.read(this.#procFd, `${threadFolder(pid, threadId)}/status`);
    return typeof text === 'number' ? text : (parseSignalStatus(text) ?? -ESRCH);
  }

  /** The kernel function in which a thread sleeps; empty where the kernel does not tell, proc_pid_wchan(5). */
  waitsIn(pid: number, threadId: number): string {
    const text = this.#files.readRecord(this.#procFd, `${threadFolder(pid, threadId)}/wchan`);
    return typeof text === 'number' || text === '0' ? '' : text;
  }

  /** The threads of a process, by their ids; none where it is gone. */
  threadIds(pid: number): readonly number[] {
    return this.#numbers(`${pid}/task`);
  }

  /**
   * The signals that a process can read from its signalfd(2)s: `sigmask` in proc_pid_fdinfo(5). None where the kernel
   * does not show its files.
   * @param threadId one that lives: with the first thread its files are gone, though others still have them
   * @param limit files to look at: a process may have a million
   */
  fetched(pid: number, threadId: number, limit: number): bigint {
    const folder = threadFolder(pid, threadId);
    let set = 0n;
    for (const fd of this.#numbers(`${folder}/fd`).slice(0, limit)) {
      if (this.#files.link(this.#procFd, `${folder}/fd/${fd}`) !== 'anon_inode:[signalfd]') continue;
      const text = this.#files.readRecord(this.#procFd, `${folder}/fdinfo/${fd}`);
      const mask = typeof text === 'number' ? undefined : /^sigmask:\t([0-9a-f]{16})$/m.exec(text)?.[1];
      if (mask !== undefined) set |= BigInt(`0x${mask}`);
    }
    return set;
  }

  #numbers(folder: string): readonly number[] {
    try {
      return readdirSync(`${this.#procFolder}/${folder}`)
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
    } catch {
      return [];
    }
  }
}

function threadFolder(pid: number, threadId: number | undefined): string {
  return threadId === undefined ? `${pid}` : `${pid}/task/${threadId}`;
}
