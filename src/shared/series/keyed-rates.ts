import { CounterRate } from './counter-rate.ts';

/** The rates of several counters, each known by a key. */
export class KeyedRates {
  #rates = new Map<string, CounterRate>();
  #next = new Map<string, CounterRate>();

  /** As `CounterRate.push`, for the counter with this key. */
  push(key: string, value: number, at: number): number | undefined {
    const rate = this.#rates.get(key) ?? new CounterRate();
    this.#next.set(key, rate);
    return rate.push(value, at);
  }

  /** Ends one sample: counters that it did not have are forgotten. */
  endSample(): void {
    this.#rates = this.#next;
    this.#next = new Map();
  }
}
