import { describe, expect, it } from 'vitest';
import { summarizeNamespaces } from '../../../../src/shared/format/namespace.ts';
import { compareNatural } from '../../../../src/shared/format/sort.ts';
import { unreadSentence, unreadWords } from '../../../../src/shared/format/words.ts';
import type { NamespaceMembership } from '../../../../src/shared/model/namespace.ts';
import { read, type UnreadReason } from '../../../../src/shared/model/reading.ts';

const REASONS: readonly UnreadReason[] = [
  'permission',
  'gone',
  'off',
  'unsupported',
  'outside',
  'pending',
  'timeout',
  'error',
];

describe('words on what could not be read', () => {
  it('has other words for each reason, short and long', () => {
    expect(new Set(REASONS.map((reason) => unreadWords({ reason }))).size).toBe(REASONS.length);
    expect(new Set(REASONS.map((reason) => unreadSentence({ reason }))).size).toBe(REASONS.length);
  });

  it('names the next step or the errno', () => {
    expect(unreadWords({ reason: 'permission', errno: 'EACCES' })).toBe('needs root');
    expect(unreadWords({ reason: 'error', errno: 'EIO' })).toBe('not readable (EIO)');
    expect(unreadWords({ reason: 'error' })).toBe('not readable');
    expect(unreadSentence({ reason: 'permission', errno: 'EACCES' })).toMatch(/root.*\(EACCES\)$/);
    expect(unreadSentence({ reason: 'timeout' })).toMatch(/tried again in a minute/);
  });
});

describe('summarizeNamespaces', () => {
  it('counts by whose they are and leaves out what there is none of', () => {
    const scopes = ['private', 'private', 'shared', 'host', 'host', 'unknown'] as const;
    const memberships = scopes.map((scope): NamespaceMembership => {
      return { type: 'net', id: read({ dev: 4, ino: 1 }), scope, sharedWith: [], sharedWithMore: 0 };
    });
    expect(summarizeNamespaces(memberships)).toBe("2 private · 1 shared · 2 the host's · 1 not readable");
    expect(summarizeNamespaces(memberships.slice(0, 2))).toBe('2 private');
  });
});

describe('compareNatural', () => {
  it('orders numbers by value, ignores case, and never wavers', () => {
    const names = ['web-10', 'db', 'Web-2', 'web-1', 'DB'];
    const sorted = names.map((name, index) => ({ name, id: String(index) })).sort(compareNatural);
    expect(sorted.map(({ name }) => name)).toEqual(['db', 'DB', 'web-1', 'Web-2', 'web-10']);
    expect(compareNatural({ name: 'a', id: '1' }, { name: 'a', id: '1' })).toBe(0);
  });
});
