import { valueOf } from '../model/reading.ts';
import type { LimitsSample } from '../model/sample.ts';
import { levelKey } from './level-key.ts';

/** A level of the CPU ladder that counts periods of a quota. */
export interface ThrottledLevel {
  readonly key: string;
  readonly periods: number;
  /** Of these, so many in which the quota was used up. */
  readonly throttled: number;
}

/** The levels that tell about their quota; none where nothing has one, or where it is not readable. */
export function throttledLevels({ ladders }: LimitsSample): ThrottledLevel[] {
  const levels = valueOf(ladders.cpu)?.levels ?? [];
  return levels.flatMap((level) => {
    const { periods, throttled } = level.counts;
    return periods === undefined || throttled === undefined ? [] : [{ key: levelKey(level), periods, throttled }];
  });
}
