import type { ContainerCgroups } from '../../../../src/helper/cgroup/container-cgroups.ts';
import { type LevelsRead, readLadder } from '../../../../src/helper/cgroup/ladder.ts';
import { LastLevels } from '../../../../src/helper/cgroup/last-levels.ts';
import { LADDERS } from '../../../../src/helper/cgroup/ladders.ts';
import { looking } from '../../../../src/helper/cgroup/look.ts';
import type { Ladder, LadderKind } from '../../../../src/shared/model/ladder.ts';
import { files } from './tree.ts';

/** A ladder of a container, or why there is none. */
export function reading(
  kind: LadderKind,
  cgroups: ContainerCgroups,
  known: LevelsRead = { shared: new Map(), last: new LastLevels() },
) {
  return looking(files, (look) => readLadder(LADDERS[kind], cgroups, look, known));
}

/** A ladder that can be read. */
export function ladder(kind: LadderKind, cgroups: ContainerCgroups, shared?: LevelsRead): Ladder {
  const read = reading(kind, cgroups, shared);
  if ('unread' in read) throw new Error(read.unread.reason);
  return read.value;
}

/** Path, limit, use or counter, and counts of each level. */
export function brief({ levels }: Ladder) {
  return levels.map(({ path, limit, use, counter, counts }) => {
    const value = 'unread' in limit ? limit.unread.reason : 'amount' in limit.value ? limit.value.amount : limit.value;
    const used = use ?? counter;
    return [path.text, value, used && ('unread' in used ? used.unread.reason : used.value), counts];
  });
}

export const MAX = { kind: 'max' };
