import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import { type CgroupFiles, type CgroupFolder, type CgroupPlace, waysUp } from './cgroup-files.ts';
import { parseAmount } from './values.ts';

/** The smallest limit on the way from a cgroup to the root, and the cgroup that sets it. */
export interface Smallest {
  readonly limit: Reading<number | 'max'>;
  readonly setBy: CgroupPlace | undefined;
  /** The innermost cgroup that has the limit's file at all. */
  readonly nearest: CgroupPlace | undefined;
}

/** What a level without the limit's file gives: the root of a hierarchy, or a controller that is not enabled there. */
export const NO_FILE: Reading<number | 'max'> = { value: 'max' };

/** Reads the limit of one level; `max` where the level sets none. */
export type LevelLimit = (folder: CgroupFolder) => Reading<number | 'max'>;

/** Limits of levels that were read already: containers share most of the way. Valid for one pass and one resource. */
export type LevelMemo = Map<string, Reading<number | 'max'>>;

/**
 * The limit that counts is the smallest of all levels ("the ladder"). Of equal ones the innermost counts: it is met
 * first. A level that cannot be read hides the answer.
 */
export function smallestOnTheWay(
  files: CgroupFiles,
  place: CgroupPlace,
  levelLimit: LevelLimit,
  memo: LevelMemo,
): Smallest {
  let smallest: number | 'max' = 'max';
  let setBy: CgroupPlace | undefined;
  let nearest: CgroupPlace | undefined;
  for (const level of waysUp(place)) {
    let limit = memo.get(level.below);
    if (limit === undefined) memo.set(level.below, (limit = files.within(level, levelLimit)));
    if ('unread' in limit) return { limit, setBy: undefined, nearest: level };
    if (limit !== NO_FILE) nearest ??= level;
    if (limit.value !== 'max' && (smallest === 'max' || limit.value < smallest)) {
      smallest = limit.value;
      setBy = level;
    }
  }
  return { limit: { value: smallest }, setBy, nearest };
}

/** Reads a level's limit from one file that holds a number or `max`. */
export function oneFileLimit(name: string): LevelLimit {
  return (folder) => {
    const text = folder.read(name);
    if (typeof text === 'number') return text === -ENOENT ? NO_FILE : unreadFromErrno(text);
    const amount = parseAmount(text);
    return amount === undefined ? unread('error', 'EINVAL') : { value: amount };
  };
}
