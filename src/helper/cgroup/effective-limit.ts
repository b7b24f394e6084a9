import type { EffectiveLimit, LimitResource, LimitValue } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { LadderSource, LevelFigure } from './ladder-source.ts';
import { limitAt } from './level-limit.ts';
import type { Look } from './look.ts';
import type { CgroupTarget } from './target.ts';

/** Limits of levels that were read already: containers share most of the way. Valid for one pass and one resource. */
export type LevelMemo = Map<string, Reading<LimitValue>>;

/** The limit that counts: the ladder without the use of each level, which is what makes it dear. */
export function effectiveLimit(
  resource: LimitResource,
  source: LadderSource,
  target: CgroupTarget,
  look: Look,
  memo: LevelMemo,
): EffectiveLimit {
  if ('unread' in target.place) return { resource, limit: target.place, own: false };
  const files = source.versions[target.place.value.hierarchy.version];
  if (files === undefined) return { resource, limit: unread('unsupported'), own: false };
  const { levels } = target;
  const limits = levels.map((level) => {
    let limit = level.own ? undefined : memo.get(level.place.below);
    if (limit === undefined) {
      limit = limitAt(level, files, look);
      if (!level.own) memo.set(level.place.below, limit);
    }
    return limit;
  });
  const bound = source.bind(limits);
  const setBy = levels[bound.level ?? -1];
  const told = levels[bound.told ?? -1];
  return {
    resource,
    limit: bound.limit,
    ...(setBy === undefined ? {} : { setBy: setBy.path }),
    own: setBy?.own ?? false,
    ...(told === undefined ? {} : { limitFile: told.file(files.limitFile(bound.part)) }),
    ...(files.use === undefined ? {} : ownUse(target, files.use, look)),
  };
}

/** What the container uses; nothing where it shares its cgroup with others. */
export function ownUse(
  { own, level }: CgroupTarget,
  figure: LevelFigure,
  look: Look,
): Pick<EffectiveLimit, 'use' | 'useFile'> {
  if (!own || level === undefined) return {};
  const folder = look.folder(level);
  const use = typeof folder === 'number' ? unreadFromErrno(folder) : figure.read(folder);
  return { use, useFile: level.file(figure.file) };
}
