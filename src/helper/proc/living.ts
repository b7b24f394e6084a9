import { ENOENT, ESRCH } from '../kernel/errno.ts';
import { KeptOpen } from '../kernel/kept-open.ts';
import type { ProcessReader } from './process-reader.ts';

/** A process, told apart from one that got the same pid later. */
export interface Living {
  readonly pid: number;
  /** Clock ticks after boot. */
  readonly startTime: number;
}

/** Reads open files from their beginning, and counts those that are kept open. */
export interface OpenFiles {
  keep(): boolean;
  release(): void;
  /** The content, or -errno. */
  read(fd: number, last?: string | number): string | number;
}

interface OpenName {
  readonly read: () => string | number;
  readonly close: () => void;
}

/**
 * Tells whether processes are still there, again and again: a zombie is. An open file below /proc/PID is of that very
 * process and of no other that gets its pid: to read a short one tells as much as its start time, at a fraction of the
 * price.
 */
export class LivingProcesses {
  readonly #proc: ProcessReader;
  readonly #files: OpenFiles;
  readonly #kept = new KeptOpen<string, OpenName>();

  constructor(proc: ProcessReader, files: OpenFiles) {
    this.#proc = proc;
    this.#files = files;
  }

  /** A process that cannot be read is not taken for one that ended. */
  isThere(process: Living): boolean {
    const key = `${process.pid} ${process.startTime}`;
    const kept = this.#kept.take(key, performance.now());
    if (kept !== undefined) return !isGone(kept.read());
    const name = this.#open(process.pid);
    // Asked after the file was opened: where it is the process now, it was then.
    const stat = this.#proc.stat(process.pid);
    const isThere = typeof stat === 'number' ? !isGone(stat) : stat.startTime === process.startTime;
    if (name !== undefined && isThere && typeof stat !== 'number') this.#kept.put(key, name);
    else name?.close();
    return isThere;
  }

  #open(pid: number): OpenName | undefined {
    if (!this.#files.keep()) return undefined;
    const fd = this.#proc.openName(pid);
    if (fd < 0) {
      this.#files.release();
      return undefined;
    }
    return {
      read: () => this.#files.read(fd),
      close: () => {
        this.#proc.close(fd);
        this.#files.release();
      },
    };
  }
}

function isGone(content: string | number): boolean {
  return content === -ENOENT || content === -ESRCH;
}
