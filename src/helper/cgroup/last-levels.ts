import type { LadderLevel } from '../../shared/model/ladder.ts';
import type { Level } from './level.ts';

const FIELDS = [
  'path',
  'own',
  'limit',
  'limitFile',
  'use',
  'counter',
  'useFile',
  'counts',
] as const satisfies readonly (keyof LadderLevel)[];

/** Levels of one ladder as they were told last: one that is as before is the same object, which is not told again. */
export class LastLevels {
  readonly #last = new WeakMap<Level, LadderLevel>();

  /** What was told before where it is the same, else this. What is made of an unchanged file is the same object. */
  settle(level: Level, told: LadderLevel): LadderLevel {
    const last = this.#last.get(level);
    if (last !== undefined && FIELDS.every((field) => last[field] === told[field])) return last;
    this.#last.set(level, told);
    return told;
  }
}
