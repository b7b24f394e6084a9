import { expect, test } from 'vitest';
import { unread } from '../../../src/shared/model/reading.ts';
import type { Happening } from '../../../src/shared/protocol/limits-page.ts';
import {
  causeWords,
  happened,
  nothingWords,
  titleOf,
  whenWords,
} from '../../../webview/limits/happenings/happening-words.ts';
import { NOW } from '../../page/support/messages.ts';
import { fullSample, path } from '../../page/support/sample.ts';

const own = { path: path('/system.slice/a.scope'), own: true };
const slice = { path: path('/system.slice'), own: false };
const kill: Happening = { kind: 'oom-kill', count: 2, seen: 0, causes: [own], certainty: 'told' };

test.each<[Partial<Happening>, string]>([
  [{}, 'at this level (its own limit)'],
  [{ causes: [slice] }, 'by system.slice'],
  [{ causes: [own, slice] }, 'by its own limit and system.slice'],
  [{ causes: [own], certainty: 'likely' }, 'probably at this level (its own limit)'],
  [{ causes: [own, slice], certainty: 'likely' }, 'probably by its own limit or system.slice'],
  [{ causes: [], certainty: 'unknown' }, 'the kernel does not tell at which level'],
  [{ causes: [] }, 'no limit on the way: the machine itself ran out of memory'],
])('tells whose limit it was, as certain as it is: %o', (more, words) => {
  expect(causeWords({ ...kill, ...more })).toBe(words);
});

test('titles have the count, or the share of the periods', () => {
  expect(titleOf(kill)).toBe('OOM kill ×2');
  const throttled: Happening = { ...kill, kind: 'cpu-throttled', count: 1860, share: 0.31 };
  expect(titleOf(throttled)).toBe('CPU throttled in 31 % of the periods of the last minute');
  expect(titleOf({ ...throttled, share: 0 })).toBe('CPU throttled in 1860 periods, in none of the last minute');
});

test('tells when', () => {
  expect(whenWords(kill, NOW)).toBe('before this page looked');
  expect(whenWords({ ...kill, seen: 2, lastAt: NOW }, NOW)).toMatch(/^last .*02:11/);
  expect(whenWords({ ...kill, seen: 1, lastAt: NOW }, NOW)).toContain('1 of them since this page looks');
});

test('what was never counted did not happen', () => {
  expect(happened(kill)).toBe(true);
  expect(happened({ ...kill, count: 0 })).toBe(false);
});

test('that nothing happened says what could not be seen', () => {
  expect(nothingWords(fullSample())).toContain('no process was killed');
  expect(nothingWords({ ...fullSample(), memory: unread('permission') })).toBe(
    'Nothing that can be seen from here. Not seen: memory (needs root).',
  );
});
