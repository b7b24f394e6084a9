import { expect, test } from 'vitest';
import { incoming, keptState } from '../../../webview/limits/incoming.ts';
import { begin, moment, pointAt, subject } from '../../page/support/messages.ts';
import { knobsResult } from '../../page/support/knobs.ts';

test.each([
  begin(),
  begin({ subject: undefined, moment: undefined, knobs: undefined }),
  { kind: 'subject', subject },
  { kind: 'status', status: { kind: 'live' } },
  begin({ refusal: 'setting' }),
  { kind: 'refusal', refusal: 'untrusted' },
  { kind: 'refusal' },
  { kind: 'moment', point: pointAt(1), moment: moment() },
  { kind: 'change', point: pointAt(1), change: {} },
  { kind: 'knobs', knobs: knobsResult() },
])('takes what the extension sends: $kind', (message) => {
  expect(incoming(message)).toBe(message);
});

test.each([
  undefined,
  null,
  'begin',
  [],
  {},
  { kind: 'constructor' },
  { kind: 'other' },
  { ...begin(), points: [{}] },
  { ...begin(), refusal: 'toString' },
  { kind: 'refusal', refusal: {} },
  { ...begin(), moment: { sample: {} } },
  { kind: 'moment', point: pointAt(1) },
  { kind: 'change', point: pointAt(1) },
  { kind: 'change', point: {}, change: {} },
  { kind: 'knobs', knobs: { controllers: 1 } },
])('leaves anything else: %o', (message) => {
  expect(incoming(message)).toBeUndefined();
});

test('knows only what this version kept', () => {
  expect(keptState({ version: 1, containerId: 'a', filter: 'b' })).toEqual({
    version: 1,
    containerId: 'a',
    filter: 'b',
  });
  for (const other of [undefined, {}, { version: 2, containerId: 'a', filter: 'b' }, { version: 1, containerId: 1 }]) {
    expect(keptState(other)).toBeUndefined();
  }
});
