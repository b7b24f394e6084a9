import { LADDER_KINDS, type LadderKind } from '../model/ladder.ts';
import { valueOf } from '../model/reading.ts';
import type { LimitsSample } from '../model/sample.ts';
import { KeyedRates } from './keyed-rates.ts';
import { levelKey } from './level-key.ts';

export type LadderRates = Partial<Record<LadderKind, readonly (number | null)[]>>;

/** How fast the counter of each level grows: CPUs, or bytes per second. */
export class LevelRates {
  readonly #rates = new KeyedRates();

  /** The rates of each ladder that has counters, a number or `null` for each of its levels. */
  push({ ladders, at }: LimitsSample): LadderRates {
    const rates: LadderRates = {};
    for (const kind of LADDER_KINDS) {
      const levels = valueOf(ladders[kind])?.levels ?? [];
      if (levels.every(({ counter }) => counter === undefined)) continue;
      rates[kind] = levels.map((level) => {
        const counter = level.counter === undefined ? undefined : valueOf(level.counter);
        if (counter === undefined) return null;
        return this.#rates.push(`${kind} ${levelKey(level)}`, counter, at) ?? null;
      });
    }
    this.#rates.endSample();
    return rates;
  }
}
