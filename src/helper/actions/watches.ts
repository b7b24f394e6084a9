import { HelperError } from '../../shared/errors.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { AwaitResult } from '../../shared/protocol/actions.ts';
import { Watch, type WatchParts } from './watch.ts';

/** So many watches there are at the most: for another one that nobody asked for the longest time is given up. */
const MOST_WATCHES = 32;
/** A watch that nobody asks for so long, in milliseconds, is given up. */
const IDLE_MS = 60_000;

interface Held {
  readonly watch: Watch;
  /** How many ask for it now. */
  asking: number;
  idle: NodeJS.Timeout | undefined;
}

/** The watches that may still be asked for, by their numbers. */
export class Watches {
  readonly #parts: WatchParts;
  /** The one that nobody asked for the longest time is first. */
  readonly #held = new Map<number, Held>();
  #made = 0;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** @param first the process that is watched in any case */
  begin(first: ProcessId): { readonly number: number; readonly watch: Watch } {
    if (this.#held.size >= MOST_WATCHES) {
      const entries = [...this.#held];
      const [number] = entries.find(([, { asking }]) => asking === 0) ?? entries[0] ?? [];
      if (number !== undefined) this.#giveUp(number);
    }
    const number = this.#made++;
    const held: Held = { watch: new Watch(this.#parts, first), asking: 0, idle: undefined };
    this.#held.set(number, held);
    this.#rest(number, held);
    return { number, watch: held.watch };
  }

  /** @throws {HelperError} GONE where it was given up */
  async after(number: number, forMs: number): Promise<AwaitResult> {
    const held = this.#held.get(number);
    if (held === undefined) {
      throw new HelperError({ code: 'GONE', operation: 'signal/await', target: `${number}` }, 'no such watch any more');
    }
    clearTimeout(held.idle);
    held.asking += 1;
    try {
      return await held.watch.after(forMs);
    } finally {
      held.asking -= 1;
      if (held.asking === 0 && this.#held.delete(number)) {
        this.#held.set(number, held);
        this.#rest(number, held);
      }
    }
  }

  #rest(number: number, held: Held): void {
    // It keeps no process alive: at the end the kernel closes what is open.
    held.idle = setTimeout(() => this.#giveUp(number), IDLE_MS).unref();
  }

  #giveUp(number: number): void {
    const held = this.#held.get(number);
    this.#held.delete(number);
    clearTimeout(held?.idle);
    held?.watch.close();
  }
}
