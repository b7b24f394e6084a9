import { join } from 'node:path/posix';
import type { EffectiveLimit, LimitResource, LimitValue } from '../../shared/model/cgroup.ts';
import { mapReading, type Reading } from '../../shared/model/reading.ts';
import { type CgroupFiles, type CgroupPlace, folderOf } from './cgroup-files.ts';
import { hostilePath } from './hostile-path.ts';
import { type LevelLimit, type LevelMemo, smallestOnTheWay } from './smallest.ts';

/** Where to look for one resource of one container. */
export interface ResourceTarget {
  /** The container's cgroup in the hierarchy that has the controller. */
  readonly place: Reading<CgroupPlace>;
  /** False for a sandbox that stands in a cgroup with others: the use of that cgroup is not the sandbox's. */
  readonly own: boolean;
  /** Whether a cgroup on the way up is the container's own. */
  isOwn(level: CgroupPlace | undefined): boolean;
}

/** One resource: how its limit and its use are read, for both cgroup versions. One file per controller has one. */
export interface ResourceReader {
  readonly resource: LimitResource;
  /** The controller that sets the limit, by its names in version 1 and 2. */
  readonly controllers: readonly string[];
  effective(files: CgroupFiles, target: ResourceTarget, memo: LevelMemo): EffectiveLimit;
}

/** The parts that memory, pids and cpu have in common: a number that is the smallest on the way to the root. */
export function smallestAmount(
  resource: LimitResource,
  files: CgroupFiles,
  target: ResourceTarget,
  memo: LevelMemo,
  limitFile: (place: CgroupPlace) => { name: string; level: LevelLimit },
): EffectiveLimit {
  if ('unread' in target.place) return { resource, limit: target.place, own: false };
  const place = target.place.value;
  const { name, level } = limitFile(place);
  const { limit, setBy, nearest } = smallestOnTheWay(files, place, level, memo);
  const limitLevel = setBy ?? nearest;
  return {
    resource,
    limit: mapReading(limit, (value): LimitValue =>
      value === 'max' ? { kind: 'max' } : { kind: 'amount', amount: value },
    ),
    ...(setBy === undefined ? {} : { setBy: hostilePath(`/${setBy.below}`) }),
    own: target.isOwn(setBy),
    ...(limitLevel === undefined ? {} : { limitFile: hostilePath(join(folderOf(limitLevel), name)) }),
  };
}

/** Adds the use to a limit, unless the cgroup is shared with others. */
export function withUse(
  limit: EffectiveLimit,
  target: ResourceTarget,
  place: CgroupPlace,
  name: string,
  use: () => Reading<number>,
): EffectiveLimit {
  if (!target.own) return limit;
  return { ...limit, use: use(), useFile: hostilePath(join(folderOf(place), name)) };
}
