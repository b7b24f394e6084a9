import { expect, it } from 'vitest';
import { History, type Store } from '../../../../src/extension/run/history.ts';

function store(content: unknown): Store {
  let kept = content;
  return { get: () => kept, update: (_, value) => Promise.resolve(void (kept = value)) };
}

it('has the last line first, each once, and forgets old ones', async () => {
  const history = new History(store(undefined));
  for (let index = 0; index < 30; index++) await history.add(`run ${index}`);
  await history.add('run 25');
  expect(history.lines).toHaveLength(20);
  expect(history.lines.slice(0, 3)).toEqual(['run 25', 'run 29', 'run 28']);
});

it('is empty where something else was kept', () => {
  expect(new History(store('text')).lines).toEqual([]);
  expect(new History(store([1, 'a', null])).lines).toEqual(['a']);
});
