import { setImmediate } from 'node:timers/promises';

/** How long one piece of work may hold the event loop before others get their turn, in milliseconds. */
const SLICE_MS = 8;

/** Runs work that says by itself where it may be interrupted. */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  const slices = new Slices();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (slices.due()) await slices.pause();
  }
}

/**
 * Cuts long work into slices, so that requests are answered in between:
 * `for (…) { if (slices.due()) await slices.pause(); … }`. The check is a clock read; the pause is taken rarely.
 */
export class Slices {
  readonly #ms: number;
  #started = performance.now();

  /** @param ms how long a slice lasts, in milliseconds */
  constructor(ms = SLICE_MS) {
    this.#ms = ms;
  }

  due(): boolean {
    return performance.now() - this.#started > this.#ms;
  }

  async pause(): Promise<void> {
    await setImmediate();
    this.#started = performance.now();
  }
}
