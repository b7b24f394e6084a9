import type { ProcessId } from '../../shared/model/process.ts';
import { type AwaitResult, ENDED_LIMIT, type EndedProcess } from '../../shared/protocol/actions.ts';
import type { EndPoll } from '../kernel/end-poll.ts';
import type { Pidfds } from '../kernel/pidfd.ts';
import type { OpenFiles } from '../proc/living.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { endingOf, zombieStatus } from './ending.ts';

/** After all ended: so long, in milliseconds, what their parents learn of how they ended is waited for. */
const STATUS_MS = 250;

/** What watches are made with. */
export interface WatchParts {
  readonly pidfds: Pidfds;
  readonly ends: EndPoll;
  readonly proc: ProcessReader;
  /** Counts the files that are kept open, of which there is a limit. */
  readonly room: Pick<OpenFiles, 'keep' | 'release'>;
}

interface Ended {
  readonly process: ProcessId;
  readonly afterMs: number;
  ending: EndedProcess['ending'] | undefined;
}

/** The ends of the processes that one signal was sent to. Where there is no room for all, fewer are watched. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #first: ProcessId;
  /** Room for the first process, which is the last to come, and for others that will come. */
  #reservedForFirst: boolean;
  #reserved = 0;
  readonly #open = new Set<number>();
  readonly #ended: Ended[] = [];
  readonly #waiting = new Set<() => void>();
  #left = 0;
  #closed = false;

  /** @param first is watched in any case, and always told */
  constructor(parts: WatchParts, first: ProcessId) {
    this.#parts = parts;
    this.#first = first;
    this.#reservedForFirst = parts.room.keep();
  }

  /**
   * @param pidfd owned by this from now on
   * @param sentAt monotonic milliseconds of the signal
   */
  add(process: ProcessId, pidfd: number, sentAt: number): void {
    const { pidfds, ends, room } = this.#parts;
    if (this.#closed) {
      pidfds.close(pidfd);
      return;
    }
    if (this.#reservedForFirst && isSame(process, this.#first)) this.#reservedForFirst = false;
    else if (this.#reserved > 0) this.#reserved -= 1;
    else if (!room.keep()) {
      pidfds.close(pidfd);
      return;
    }
    this.#open.add(pidfd);
    this.#left += 1;
    let ended: Ended | undefined;
    ends.add(pidfd, (what) => {
      if (what === 'ended') {
        this.#left -= 1;
        ended = this.#end(process, performance.now() - sentAt);
      }
      const status =
        pidfds.waitStatus(pidfd) ?? (what === 'ended' ? zombieStatus(this.#parts.proc, process) : undefined);
      if (status !== undefined && ended !== undefined) ended.ending ??= endingOf(status);
      if (what === 'reaped' || status !== undefined) this.#free(pidfd);
      this.#tell();
    });
  }

  /** Whether there is room to add one more; keeps it, until all are added. */
  reserve(): boolean {
    if (!this.#parts.room.keep()) return false;
    this.#reserved += 1;
    return true;
  }

  /** Nothing is added any more. */
  complete(): void {
    for (; this.#reserved > 0; this.#reserved--) this.#parts.room.release();
    if (this.#reservedForFirst) this.#parts.room.release();
    this.#reservedForFirst = false;
  }

  /** What is known when all have ended, or `forMs` milliseconds from now. */
  async after(forMs: number): Promise<AwaitResult> {
    const deadline = performance.now() + forMs;
    await this.#until(() => this.#left === 0, deadline);
    const isTold = () => this.#left > 0 || this.#open.size === 0;
    await this.#until(isTold, Math.min(deadline, performance.now() + STATUS_MS));
    return {
      ended: this.#ended.map(({ process, afterMs, ending }) => ({
        process,
        ending: ending ?? { kind: 'unknown' },
        afterMs,
      })),
      left: this.#left,
    };
  }

  /** Who waits is told what is known. */
  close(): void {
    this.complete();
    for (const pidfd of [...this.#open]) this.#free(pidfd);
    this.#closed = true;
    this.#tell();
  }

  /** Notes an end, as long as it is one of those that are told. */
  #end(process: ProcessId, afterMs: number): Ended {
    const ended: Ended = { process, afterMs, ending: undefined };
    if (this.#ended.length < ENDED_LIMIT) this.#ended.push(ended);
    else if (isSame(process, this.#first)) this.#ended[ENDED_LIMIT - 1] = ended;
    return ended;
  }

  #free(pidfd: number): void {
    if (!this.#open.delete(pidfd)) return;
    const { ends, pidfds, room } = this.#parts;
    ends.remove(pidfd);
    pidfds.close(pidfd);
    room.release();
  }

  #tell(): void {
    for (const told of [...this.#waiting]) told();
  }

  async #until(isSo: () => boolean, deadline: number): Promise<void> {
    while (!isSo() && !this.#closed) {
      const ms = deadline - performance.now();
      if (ms <= 0) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        this.#waiting.add(done);
      });
    }
  }
}

function isSame(a: ProcessId, b: ProcessId): boolean {
  return a.pid === b.pid && a.startTime === b.startTime;
}
