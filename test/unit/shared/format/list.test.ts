import { expect, it } from 'vitest';
import { listOf } from '../../../../src/shared/format/list.ts';

it.each([
  [[], ''],
  [['web'], 'web'],
  [['web', 'db'], 'web and db'],
  [['web', 'db', 'cache'], 'web, db and cache'],
])('names in a sentence: %j', (names, words) => {
  expect(listOf(names)).toBe(words);
});
