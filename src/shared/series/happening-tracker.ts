import type { Happening } from '../protocol/limits-page.ts';
import type { LevelTally, Tally } from './tally.ts';

/** Follows one kind of happening from sample to sample: how often, when last, by which level. */
export class HappeningTracker {
  #last: Tally | undefined;
  #count = 0;
  #seen = 0;
  #lastAt: number | undefined;
  #culprits: readonly LevelTally[] = [];
  #certainty: Happening['certainty'] = 'unknown';
  /** The levels whose number rose in the sample before. */
  #roseBefore: readonly LevelTally[] = [];
  /** The last rise is explained by no level yet: the next sample may do so. */
  #isOpen = false;

  /** @param time of the sample, epoch milliseconds */
  push(tally: Tally, time: number): void {
    const last = this.#last;
    this.#last = tally;
    this.#count = totalOf(tally);
    if (last === undefined || wentBack(last, tally)) {
      this.#begin(tally);
      return;
    }
    const rose = tally.levels.filter((level) => riseOf(last, level) > 0);
    const rise = riseOfTotal(last, tally);
    if (rise > 0) {
      this.#seen += rise;
      this.#lastAt = time;
      // The files of one sample are not read at one moment: what belongs together may stand in two samples.
      const culprits = rose.length > 0 ? rose : this.#roseBefore;
      this.#isOpen = culprits.length === 0;
      this.#blame(tally, culprits, !this.#isOpen);
    } else if (this.#isOpen) {
      this.#isOpen = false;
      this.#blame(tally, rose, true);
    }
    this.#roseBefore = rose;
  }

  /** What is known, or `undefined` where it never happened. */
  happening(): Happening | undefined {
    if (this.#last === undefined || this.#count === 0) return undefined;
    return {
      kind: this.#last.kind,
      count: this.#count,
      seen: this.#seen,
      ...(this.#lastAt === undefined ? {} : { lastAt: this.#lastAt }),
      causes: this.#culprits.map(({ cause }) => cause),
      certainty: this.#certainty,
    };
  }

  /** The first sample, or the first of a new cgroup: what it counts happened before. */
  #begin(tally: Tally): void {
    this.#seen = 0;
    this.#lastAt = undefined;
    this.#roseBefore = [];
    this.#isOpen = false;
    this.#blame(
      tally,
      tally.levels.filter(({ count }) => count > 0),
      true,
    );
  }

  #blame(tally: Tally, culprits: readonly LevelTally[], isSettled: boolean): void {
    this.#culprits = culprits;
    if (culprits.length > 0) this.#certainty = tally.certainty;
    else this.#certainty = isSettled && tally.isComplete ? 'told' : 'unknown';
  }
}

function totalOf({ total, levels }: Tally): number {
  return total ?? levels.reduce((sum, { count }) => sum + count, 0);
}

function wentBack(last: Tally, tally: Tally): boolean {
  if (tally.total !== undefined) return tally.total < (last.total ?? 0);
  return tally.levels.some((level) => riseOf(last, level) < 0);
}

function riseOfTotal(last: Tally, tally: Tally): number {
  if (tally.total !== undefined) return tally.total - (last.total ?? tally.total);
  return tally.levels.reduce((sum, level) => sum + riseOf(last, level), 0);
}

/** How much a level's number rose; a level that was not there before did not. */
function riseOf(last: Tally, { key, count }: LevelTally): number {
  const before = last.levels.find((level) => level.key === key);
  return before === undefined ? 0 : count - before.count;
}
