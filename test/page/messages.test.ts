import { afterAll, beforeAll, expect, test } from 'vitest';
import { PageLab } from './support/lab.ts';
import { begin, happenings, moment, pointAt } from './support/messages.ts';
import { fullSample } from './support/sample.ts';

let lab: PageLab;
beforeAll(async () => void (lab = await PageLab.start()));
afterAll(() => lab.stop());

test('asks once for VS Code, and says that it is ready', async () => {
  await using limits = await lab.open();
  await expect.poll(() => limits.sent()).toEqual([{ kind: 'ready' }]);
  expect((await limits.standIn()).acquired).toBe(1);
});

test('passes over messages that are not for it', async () => {
  await using limits = await lab.open();
  const errors: Error[] = [];
  limits.page.on('pageerror', (error) => errors.push(error));
  await limits.tell(begin());
  const text = () => limits.page.locator('main').innerText();
  const shown = await text();
  await limits.post(
    ...[undefined, null, 1, 'begin', [], {}, { kind: 'toString' }, { kind: 'unknown' }, { kind: 'begin' }],
    ...[
      { kind: 'moment', point: {}, moment: {} },
      { kind: 'knobs', knobs: [] },
      { kind: 'status' },
      { kind: 'subject' },
    ],
    { kind: 'begin', containerId: 'x', status: { kind: 'live' }, points: [1] },
  );
  expect(await text()).toBe(shown);
  expect(errors).toEqual([]);
});

test('is built anew by another beginning', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  await limits.tell(begin({ points: [], moment: undefined, knobs: undefined, status: { kind: 'loading' } }));
  expect(await limits.page.locator('h2').count()).toBe(0);
  await limits.tell(begin());
  expect(await limits.page.locator('canvas').count()).toBe(7);
});

test('tells screen readers of a new kill, and of nothing else', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const news = limits.page.locator('[aria-live=polite]').last();
  expect(await news.textContent()).toBe('');
  await limits.tell({ kind: 'moment', point: pointAt(600), moment: moment() });
  expect(await news.textContent()).toBe('');
  const more = happenings.map((one) => (one.kind === 'oom-kill' ? { ...one, count: 3 } : one));
  await limits.tell({ kind: 'moment', point: pointAt(601), moment: moment(fullSample(), more) });
  expect(await news.textContent()).toContain('OOM kill ×3');
});
