/** The clock may be so far ahead of the points before they are set to it again, in milliseconds. */
const LARGEST_LAG_MS = 5000;
/** The least step between two points, in milliseconds. */
const SMALLEST_STEP_MS = 1;

/**
 * Gives samples their time: the helper's monotonic time, put onto the clock at the first sample. So a clock that is set
 * or drifts moves no point, and the time only grows. A clock that is far ahead (the machine slept) is followed; one that
 * is behind is not.
 */
export class PointClock {
  #offset: number | undefined;
  #last = Number.NEGATIVE_INFINITY;

  /**
   * @param at monotonic milliseconds of the helper
   * @param now milliseconds since the epoch
   * @returns seconds since the epoch, more than at the call before
   */
  timeOf(at: number, now: number): number {
    if (this.#offset === undefined || now - (at + this.#offset) > LARGEST_LAG_MS) this.#offset = now - at;
    // At least a step after the last one. The offset keeps it, so that the next times go on from there.
    this.#offset = Math.max(this.#offset, this.#last + SMALLEST_STEP_MS - at);
    this.#last = at + this.#offset;
    return this.#last / 1000;
  }

  /** The monotonic time that comes next is another one: of a new helper. */
  restart(): void {
    this.#offset = undefined;
  }
}
