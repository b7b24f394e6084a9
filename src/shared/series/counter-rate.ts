/** A sample of a counter that only grows. */
interface Sample {
  readonly value: number;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** Samples closer together than this tell mostly noise; the last rate stands, in milliseconds. */
const SHORTEST_MS = 50;
/** Samples further apart than this tell of the past, not of now, in milliseconds. */
const LONGEST_MS = 10_000;

/**
 * Turns a counter into a rate per second. A counter that goes back belongs to something new, and one that nobody looked
 * at for long tells nothing of now: both start afresh.
 */
export class CounterRate {
  #last: Sample | undefined;
  #rate: number | undefined;

  /**
   * @param value the counter
   * @param at monotonic milliseconds
   * @returns units per second since the sample before, or `undefined` at the first
   */
  push(value: number, at: number): number | undefined {
    const last = this.#last;
    if (last === undefined || value < last.value || this.isStale(at)) {
      this.#last = { value, at };
      this.#rate = undefined;
    } else if (at - last.at >= SHORTEST_MS) {
      this.#rate = ((value - last.value) * 1000) / (at - last.at);
      this.#last = { value, at };
    }
    return this.#rate;
  }

  /** Whether a sample now would be a first one. A time before the last one is of another clock. */
  isStale(at: number): boolean {
    return this.#last === undefined || at < this.#last.at || at - this.#last.at > LONGEST_MS;
  }
}
