import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { happened, type Pidfds, POLLFD_BYTES, POLLHUP, POLLIN, POLLNVAL, setPollEntry } from './pidfd.ts';

/** So long, in milliseconds, after a poll that failed the next one begins. */
const RETRY_MS = 50;

/** A process whose end is waited for. */
interface Awaited {
  readonly pidfd: number;
  readonly told: (what: 'ended' | 'reaped') => void;
  ended: boolean;
}

/**
 * Waits for the ends of processes: one poll(2) over all of them, on one thread beside the event loop, and none while
 * there is nobody to wait for.
 */
export class EndPoll {
  readonly #pidfds: Pidfds;
  readonly #awaited = new Map<number, Awaited>();
  /** Ends the poll, which knows only what it was started with. */
  #waker = -1;
  #polling = false;

  constructor(pidfds: Pidfds) {
    this.#pidfds = pidfds;
    // Node waits for its threads at its end.
    process.once('exit', () => {
      if (this.#polling) this.#pidfds.wake(this.#waker);
    });
  }

  /**
   * @param pidfd owned by the caller, who closes it after `remove`
   * @param told `ended`: it is a zombie; `reaped`: its parent knows, told from Linux 6.9 on, perhaps at once
   */
  add(pidfd: number, told: Awaited['told']): void {
    this.#awaited.set(pidfd, { pidfd, told, ended: false });
    this.#changed();
  }

  remove(pidfd: number): void {
    if (this.#awaited.delete(pidfd)) this.#changed();
  }

  #changed(): void {
    if (this.#polling) this.#pidfds.wake(this.#waker);
    else if (this.#awaited.size > 0) void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#waker < 0) this.#waker = this.#pidfds.openWaker();
    // Without a free file descriptor nothing is told; the next that is added tries again.
    if (this.#waker < 0) return;
    this.#polling = true;
    while (this.#awaited.size > 0) {
      const awaited = [...this.#awaited.values()];
      const entries = Buffer.alloc((awaited.length + 1) * POLLFD_BYTES);
      for (const [index, { pidfd, ended }] of awaited.entries()) {
        // The kernel tells of POLLHUP in any case.
        setPollEntry(entries, index, pidfd, ended ? 0 : POLLIN);
      }
      setPollEntry(entries, awaited.length, this.#waker, POLLIN);
      const isTold = await this.#pidfds.wait(entries).catch(() => false);
      if (!isTold) await sleep(RETRY_MS, undefined, { ref: false });
      if (happened(entries, awaited.length) !== 0) this.#pidfds.calm(this.#waker);
      for (const [index, one] of awaited.entries()) this.#tell(one, happened(entries, index));
    }
    this.#polling = false;
  }

  #tell(one: Awaited, events: number): void {
    // It may have been removed meanwhile, and its number be another's.
    if (events === 0 || this.#awaited.get(one.pidfd) !== one) return;
    if ((events & (POLLHUP | POLLNVAL)) !== 0) this.#awaited.delete(one.pidfd);
    if (!one.ended) {
      one.ended = true;
      one.told('ended');
    }
    if ((events & POLLHUP) !== 0) one.told('reaped');
  }
}
