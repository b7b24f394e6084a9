import type { LimitsSample } from '../model/sample.ts';
import type { Happening, HappeningKind } from '../protocol/limits-page.ts';
import { HappeningTracker } from './happening-tracker.ts';
import { talliesOf } from './tally.ts';
import { ThrottleWindow } from './throttle-window.ts';

/** What the limits did to a container, from sample to sample. */
export class Happenings {
  readonly #trackers = new Map<HappeningKind, HappeningTracker>();
  readonly #throttle = new ThrottleWindow();

  /**
   * @param time of the sample, epoch milliseconds
   * @returns what ever happened, the newest first
   */
  push(sample: LimitsSample, time: number): Happening[] {
    const share = this.#throttle.push(sample);
    for (const tally of talliesOf(sample)) this.#tracker(tally.kind).push(tally, time);
    const happenings = [...this.#trackers.values()].map((tracker) => tracker.happening());
    return happenings
      .filter((happening) => happening !== undefined)
      .map((one) => (one.kind === 'cpu-throttled' && share !== undefined ? { ...one, share } : one))
      .sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0));
  }

  /** The helper's clock is another one now. The counts go on: they are the kernel's. */
  restartClock(): void {
    this.#throttle.restart();
  }

  #tracker(kind: HappeningKind): HappeningTracker {
    const known = this.#trackers.get(kind);
    if (known !== undefined) return known;
    const tracker = new HappeningTracker();
    this.#trackers.set(kind, tracker);
    return tracker;
  }
}
