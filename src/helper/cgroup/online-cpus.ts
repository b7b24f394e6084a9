import { availableParallelism } from 'node:os';
import type { ReadPath } from './pressure-support.ts';
import { countList } from './values.ts';

/** CPUs come and go seldom: they are counted again after so many ms. */
const FRESH_MS = 5000;

/** Counts the CPUs of this machine that are online. */
export class OnlineCpus {
  readonly #read: ReadPath;
  #counted = { count: 0, at: -Infinity };

  constructor(read: ReadPath) {
    this.#read = read;
  }

  count(now: number): number {
    if (now - this.#counted.at >= FRESH_MS) {
      const text = this.#read('/sys/devices/system/cpu/online');
      const count = typeof text === 'number' ? undefined : countList(text.trim());
      this.#counted = { count: count ?? availableParallelism(), at: now };
    }
    return this.#counted.count;
  }
}
