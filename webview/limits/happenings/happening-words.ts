import { formatMoment } from '../../../src/shared/format/clock.ts';
import { countOf } from '../../../src/shared/format/count.ts';
import { formatPercent } from '../../../src/shared/format/percent.ts';
import { unreadWords } from '../../../src/shared/format/words.ts';
import { isRead, type Reading } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { Happening, HappeningKind } from '../../../src/shared/protocol/limits-page.ts';
import { levelName } from '../ladders/ladder-words.ts';

const TITLES: Readonly<Record<Exclude<HappeningKind, 'cpu-throttled'>, string>> = {
  'oom-kill': 'OOM kill',
  'oom-group-kill': 'Whole cgroup killed',
  'memory-max': 'Memory limit met',
  'memory-high': 'Slowed down above memory.high',
  'swap-max': 'Swap limit met',
  'pids-refused': 'New process refused',
};

/** What it means, and what to do next. */
export const MEANINGS: Readonly<Record<HappeningKind, string>> = {
  'oom-kill':
    'The kernel killed a process for want of memory. Raise the limit, or find out what uses the memory: the chart above shows of which kind it is.',
  'oom-group-kill':
    'For want of memory the kernel killed all processes of the cgroup together, as memory.oom.group asks. Raise the limit, or lower what the container needs.',
  'memory-max':
    'The limit was met and the kernel made room by taking memory back. That alone is no failure; where memory pressure is high too, raise the limit.',
  'memory-high':
    'Use was above memory.high: the kernel slowed the processes down and took memory back. Raise memory.high if the container feels slow.',
  'swap-max': 'No more could be swapped out. Raise the swap limit, or the memory limit so that less is swapped.',
  'cpu-throttled':
    'Its quota was used up before the period was over, and all its processes waited. Raise the quota, or run fewer threads.',
  'pids-refused':
    'fork failed with EAGAIN, as a program says it: “Resource temporarily unavailable”. Raise the limit, or look for processes that pile up.',
};

/** How grave it is: something was lost, or something is slow. */
export function isGrave(kind: HappeningKind): boolean {
  return kind === 'oom-kill' || kind === 'oom-group-kill' || kind === 'pids-refused';
}

/** Whether it happened at all: the kernel counts from 0. */
export function happened({ count, share }: Happening): boolean {
  return count > 0 || (share ?? 0) > 0;
}

/** `OOM kill ×2`, `CPU throttled in 31 % of the periods of the last minute` */
export function titleOf(happening: Happening): string {
  const { kind, count, share } = happening;
  if (kind !== 'cpu-throttled') return `${TITLES[kind]} ×${count}`;
  return share === undefined || share === 0
    ? `CPU throttled in ${countOf(count, 'period', 'periods')}, in none of the last minute`
    : `CPU throttled in ${formatPercent(share)} of the periods of the last minute`;
}

/**
 * When: `last 14:02:11`, `before this page looked`.
 * @param now milliseconds since the epoch
 */
export function whenWords({ kind, lastAt, seen, count }: Happening, now: number): string {
  if (lastAt === undefined) return 'before this page looked';
  const since = kind !== 'cpu-throttled' && seen > 0 && seen < count ? `, ${seen} of them since this page looks` : '';
  return `last ${formatMoment(lastAt, now)}${since}`;
}

/** Whose limit did it, as certain as the kernel tells. */
export function causeWords({ kind, causes, certainty }: Happening): string {
  if (certainty === 'unknown') return 'the kernel does not tell at which level';
  if (causes.length === 0) {
    const memory = kind === 'oom-kill' || kind === 'oom-group-kill';
    return memory ? 'no limit on the way: the machine itself ran out of memory' : 'by no limit on the way';
  }
  const likely = certainty === 'likely' ? 'probably ' : '';
  const [only] = causes;
  if (causes.length === 1 && only?.own) return `${likely}at this level (its own limit)`;
  const names = causes.map((cause) => (cause.own ? 'its own limit' : levelName(cause)));
  return `${likely}by ${names.join(certainty === 'likely' ? ' or ' : ' and ')}`;
}

/** That nothing happened, and what would not have been seen. */
export function nothingWords(sample: LimitsSample): string {
  const looked: readonly (readonly [name: string, reading: Reading<unknown>])[] = [
    ['memory', sample.memory],
    ['CPU', sample.cpu],
    ['processes', sample.pids],
  ];
  const unseen = looked
    .flatMap(([name, reading]) => (isRead(reading) ? [] : [`${name} (${unreadWords(reading.unread)})`]))
    .join(', ');
  const nothing = 'Nothing: no process was killed for want of memory, none was refused, and no CPU quota was used up.';
  return unseen === '' ? nothing : `Nothing that can be seen from here. Not seen: ${unseen}.`;
}
