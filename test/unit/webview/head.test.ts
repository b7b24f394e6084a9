import { expect, test } from 'vitest';
import { ownText } from '../../../src/shared/text/display.ts';
import { frozenNote, refusalWords } from '../../../webview/limits/head/head-words.ts';
import { subject } from '../../page/support/messages.ts';

test('a frozen container says which freezer holds it, and a running one nothing', () => {
  expect(frozenNote(subject)).toBeUndefined();
  expect(frozenNote({ ...subject, state: 'frozen' })).toBe(
    'Frozen by the freezer of its own cgroup: none of its processes runs until it is thawed.',
  );
  expect(frozenNote({ ...subject, state: 'frozen', frozenBy: ownText('/docker') })).toBe(
    'Frozen by the cgroup /docker above it: none of its processes runs until that one is thawed.',
  );
});

test('what cannot be changed says why, the end of the container first', () => {
  const live = { kind: 'live' } as const;
  expect(refusalWords(live, undefined, true)).toBeUndefined();
  expect(refusalWords({ kind: 'ended' }, 'setting', true)).toBe('The container ended.');
  expect(refusalWords(live, 'setting', true)).toContain('switched off');
  expect(refusalWords(live, 'untrusted', true)).toContain('not trusted');
  expect(refusalWords({ kind: 'loading' }, undefined, false)).toContain('not known yet');
});
