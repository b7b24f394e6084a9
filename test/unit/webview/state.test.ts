import { patchOf } from '../../../src/shared/protocol/patch.ts';
import { expect, test } from 'vitest';
import { HISTORY_POINTS } from '../../../src/shared/protocol/limits-page.ts';
import { initialState, reduce, type State } from '../../../webview/limits/state.ts';
import { begin, happenings, moment, pointAt, points } from '../../page/support/messages.ts';
import { fullSample } from '../../page/support/sample.ts';

const begun: State = reduce(initialState(undefined), begin());

test('a beginning replaces everything', () => {
  const next = reduce(
    { ...begun, news: 'New: OOM kill ×3' },
    begin({ points: [], moment: undefined, knobs: undefined }),
  );
  expect(next).toMatchObject({ points: [], moment: undefined, knobs: undefined, news: '' });
});

test('a refusal stays until the next one', () => {
  const refused = reduce(begun, { kind: 'refusal', refusal: 'setting' });
  expect(reduce(refused, { kind: 'status', status: { kind: 'live' } }).refusal).toBe('setting');
  expect(reduce(refused, { kind: 'refusal', refusal: undefined }).refusal).toBeUndefined();
  expect(reduce(refused, begin({ refusal: 'untrusted' })).refusal).toBe('untrusted');
});

test('filter and device stay with the container that they were chosen for', () => {
  const chosen = reduce(reduce(begun, { kind: 'filter', filter: 'max' }), { kind: 'device', device: '8:0' });
  expect(reduce(chosen, begin())).toMatchObject({ filter: 'max', device: '8:0' });
  expect(reduce(chosen, begin({ containerId: 'docker:other' }))).toMatchObject({ filter: '', device: undefined });
});

test('the filter that was kept is there before the first message', () => {
  const kept = { version: 1, containerId: 'docker:2d85', filter: 'pids' } as const;
  expect(reduce(initialState(kept), begin()).filter).toBe('pids');
});

test('points are appended, up to ten minutes of them', () => {
  const next = reduce(begun, { kind: 'moment', point: pointAt(600), moment: moment() });
  expect(next.points).toHaveLength(HISTORY_POINTS);
  expect(next.points.at(-1)).toEqual(pointAt(600));
  expect(reduce(initialState(undefined), begin({ points: points(900) })).points).toHaveLength(HISTORY_POINTS);
});

test('a point that is not later than the last one is left out', () => {
  const next = reduce(begun, { kind: 'moment', point: pointAt(599), moment: moment() });
  expect(next.points).toBe(begun.points);
});

test('what changed of a moment makes the next one', () => {
  const now = moment(fullSample(), happenings.slice(1));
  const change = patchOf(moment(), now) ?? {};
  const next = reduce(begun, { kind: 'change', point: pointAt(600), change });
  expect([next.moment, next.points.at(-1)]).toEqual([now, pointAt(600)]);
  const empty = initialState(undefined);
  expect(reduce(empty, { kind: 'change', point: pointAt(600), change })).toBe(empty);
});

test('only a new kill or refusal is news', () => {
  const after = (change: (kind: string) => number) => {
    const next = happenings.map((one) => ({ ...one, count: one.count + change(one.kind) }));
    return reduce(begun, { kind: 'moment', point: pointAt(600), moment: moment(fullSample(), next) }).news;
  };
  expect(after(() => 0)).toBe('');
  expect(after((kind) => (kind === 'cpu-throttled' || kind === 'memory-max' ? 9 : 0))).toBe('');
  expect(after((kind) => (kind === 'oom-kill' ? 1 : 0))).toBe('New: OOM kill ×3');
  expect(after((kind) => (kind === 'pids-refused' ? 1 : 0))).toBe('New: New process refused ×2');
});
