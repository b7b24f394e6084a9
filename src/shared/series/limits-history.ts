import type { LimitsSample } from '../model/sample.ts';
import { HISTORY_POINTS, type Moment, type Point } from '../protocol/limits-page.ts';
import { Happenings } from './happenings.ts';
import { LevelRates } from './level-rates.ts';
import { PointClock } from './point-clock.ts';
import { blankPoint, PointMaker } from './point-maker.ts';
import { Ring } from './ring.ts';

/** Points further apart than this are not joined by a line: a blank one stands between them. Seconds. */
const LONGEST_STEP_S = 3;
/** How long after the last point the blank one stands. Seconds. */
const BLANK_AFTER_S = 1;

/** What is known of one container's limits: the last points, and all about the last moment. Bounded. */
export class LimitsHistory {
  readonly #points = new Ring<Point>(HISTORY_POINTS);
  readonly #clock = new PointClock();
  #maker = new PointMaker();
  #rates = new LevelRates();
  #happenings = new Happenings();
  #moment: Moment | undefined;

  /** The oldest first. */
  get points(): readonly Point[] {
    return this.#points.toArray();
  }

  get moment(): Moment | undefined {
    return this.#moment;
  }

  /**
   * Takes in a sample.
   *
   * @param now milliseconds since the epoch
   * @returns the points that it added: one, and before it a blank one where nobody looked for a while
   */
  push(sample: LimitsSample, now: number): readonly Point[] {
    const time = this.#clock.timeOf(sample.at, now);
    const last = this.#points.last?.time;
    const point = this.#maker.push(sample, time);
    const isGap = last !== undefined && time - last > LONGEST_STEP_S;
    const added = isGap ? [blankPoint(last + BLANK_AFTER_S), point] : [point];
    for (const one of added) this.#points.push(one);
    this.#moment = {
      sample,
      rates: this.#rates.push(sample),
      happenings: this.#happenings.push(sample, Math.round(time * 1000)),
    };
    return added;
  }

  /** The samples that follow come from another helper: its monotonic time is another. */
  restartClock(): void {
    this.#clock.restart();
    this.#maker = new PointMaker();
    this.#rates = new LevelRates();
    this.#happenings.restartClock();
  }

  /** The samples that follow are of a new cgroup: the container was started again. The points stay. */
  restartCounters(): void {
    this.#maker = new PointMaker();
    this.#rates = new LevelRates();
    this.#happenings = new Happenings();
  }
}
