import type { Ladder, LadderLevel } from '../../../src/shared/model/ladder.ts';
import { levelName } from './ladder-words.ts';

/** Names of cgroups that tell who made them. */
const MAKERS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^kubepods/, 'Kubernetes'],
  [/^(docker|docker-.*)$/, 'Docker'],
  [/^(libpod|libpod_parent)/, 'Podman'],
  [/^(lxc|lxc\.payload.*)$/, 'LXC'],
  [/\.slice$/, 'systemd slice'],
  [/\.scope$/, 'systemd scope'],
  [/\.service$/, 'systemd service'],
];

/** What a level is, where its name or its place tells: `systemd slice`, `this container`. */
export function levelWords(level: LadderLevel, ladder: Pick<Ladder, 'own'>): string | undefined {
  if (level.own) return ladder.own ? 'this container' : 'its cgroup, shared with others';
  const name = levelName(level);
  if (name === '/') return 'root: the whole machine';
  return MAKERS.find(([pattern]) => pattern.test(name))?.[1];
}

/** Index of the first level after those that are left out. */
export function indexAfterOmitted(ladder: Ladder): number | undefined {
  if (ladder.omitted === undefined || ladder.omitted === 0) return undefined;
  const depth = ({ path }: LadderLevel): number => path.text.split('/').filter((segment) => segment !== '').length;
  const at = ladder.levels.findIndex((level, index) => {
    const before = ladder.levels[index - 1];
    return before !== undefined && depth(level) > depth(before) + 1;
  });
  return at === -1 ? Math.ceil(ladder.levels.length / 2) : at;
}
