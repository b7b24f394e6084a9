import type { LimitsSample } from '../model/sample.ts';
import { Ring } from './ring.ts';
import { throttledLevels } from './throttled-levels.ts';

/** The time that the share is of, in milliseconds. */
const WINDOW_MS = 60_000;
/** More than one sample a second is taken only at the beginning. */
const SAMPLES = 64;

interface Counted {
  readonly at: number;
  readonly periods: number;
  readonly throttled: number;
}

/** Remembers a minute of periods, to tell the share of those in which a quota was used up. */
export class ThrottleWindow {
  #levels = new Map<string, Ring<Counted>>();

  /** @returns the share (0 to 1) in the last minute at the level that throttled most; `undefined` while not known */
  push(sample: LimitsSample): number | undefined {
    const { at } = sample;
    const next = new Map<string, Ring<Counted>>();
    let most: number | undefined;
    for (const { key, periods, throttled } of throttledLevels(sample)) {
      const ring = this.#levels.get(key) ?? new Ring<Counted>(SAMPLES);
      next.set(key, ring);
      const { last } = ring;
      if (last !== undefined && (periods < last.periods || throttled < last.throttled || at < last.at)) ring.clear();
      ring.push({ at, periods, throttled });
      const share = shareOf(ring, at);
      if (share !== undefined) most = Math.max(most ?? 0, share);
    }
    this.#levels = next;
    return most;
  }

  /** What comes next is of another clock or another cgroup. */
  restart(): void {
    this.#levels.clear();
  }
}

function shareOf(counted: Ring<Counted>, at: number): number | undefined {
  const first = counted.find((one) => at - one.at <= WINDOW_MS);
  const { last } = counted;
  if (first === undefined || last === undefined || first === last) return undefined;
  const periods = last.periods - first.periods;
  return periods === 0 ? 0 : Math.min((last.throttled - first.throttled) / periods, 1);
}
