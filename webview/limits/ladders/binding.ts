import type { Ladder, LadderKind, LadderLevel } from '../../../src/shared/model/ladder.ts';
import { valueOf } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { levelName } from './ladder-words.ts';

/** The ladder of a kind, where it could be read. */
export function ladderOf(sample: LimitsSample, kind: LadderKind): Ladder | undefined {
  return valueOf(sample.ladders[kind]);
}

/** The level whose limit counts, if something limits. */
export function bindingLevel(ladder: Ladder | undefined): LadderLevel | undefined {
  return ladder?.binding === undefined ? undefined : ladder.levels[ladder.binding];
}

/** The limit that counts, where it is one number. */
export function bindingAmount(ladder: Ladder | undefined): number | undefined {
  const level = bindingLevel(ladder);
  return level && amountOf(level);
}

export function amountOf(level: LadderLevel): number | undefined {
  const limit = valueOf(level.limit);
  return limit?.kind === 'amount' ? limit.amount : undefined;
}

/** How many CPUs the effective CPU set has. */
export function cpusetCount(ladder: Ladder | undefined): number | undefined {
  const level = bindingLevel(ladder) ?? ladder?.levels.at(-1);
  const limit = level && valueOf(level.limit);
  return limit?.kind === 'cpus' ? limit.count : undefined;
}

/** Who sets a limit: `its own limit`, `set by docker.slice`. */
export function setByWords(level: LadderLevel): string {
  return level.own ? 'its own limit' : `set by ${levelName(level)}`;
}
