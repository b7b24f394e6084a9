import { afterAll, beforeAll, expect, test } from 'vitest';
import { knob, knobsResult } from './support/knobs.ts';
import { PageLab } from './support/lab.ts';
import { begin, moment, pointAt } from './support/messages.ts';

let lab: PageLab;
beforeAll(async () => void (lab = await PageLab.start()));
afterAll(() => lab.stop());

test('filters by file, meaning and value, says how many match, and keeps the filter', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const field = limits.page.getByRole('textbox', { name: 'Filter the knobs' });
  await field.fill('67108864');
  await expect.poll(() => limits.page.locator('.filter [role=status]').innerText()).toBe('1 of 20 files');
  expect(await limits.page.locator('.knobs tbody tr').innerText()).toContain('memory.max');
  expect((await limits.standIn()).kept).toEqual({ version: 1, containerId: 'docker:2d85', filter: '67108864' });
  await field.fill('no such thing');
  await expect.poll(() => limits.page.locator('main').innerText()).toContain('No file matches.');
});

test('has the kept filter again, for the same container only', async () => {
  const kept = { version: 1, containerId: 'docker:2d85', filter: 'pids.max' };
  await using same = await lab.open({ kept });
  await same.tell(begin());
  expect(await same.page.locator('.knobs tbody tr').count()).toBe(1);
  await using other = await lab.open({ kept });
  await other.tell(begin({ containerId: 'docker:other' }));
  expect(await other.page.locator('.knobs tbody tr').count()).toBe(20);
});

test('copies by the key of the knob', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  await limits.page.locator('tr', { hasText: 'memory.max' }).last().hover();
  await limits.page.getByRole('button', { name: 'Copy value of memory.max' }).click();
  await limits.page.getByRole('button', { name: 'Copy path of memory.max' }).click();
  await limits.page.getByRole('button', { name: 'Copy command that shows memory.max' }).click();
  expect((await limits.sent()).slice(1)).toEqual(
    ['value', 'path', 'command'].map((what) => ({ kind: 'copy', what, knob: '2/memory.max' })),
  );
});

test('links to the documentation of the kernel', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const link = limits.page.getByRole('link', { name: 'Kernel documentation of memory.max' });
  expect(await link.getAttribute('href')).toMatch(/^https:\/\/docs\.kernel\.org\//);
});

test('changes a value in place: focus, selection and what is unfolded stay', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const field = limits.page.getByRole('textbox', { name: 'Filter the knobs' });
  await field.fill('memory');
  await limits.page.locator('details').first().locator('summary').click();
  await limits.page.getByRole('button', { name: 'Copy path of memory.max' }).focus();
  const focused = () =>
    limits.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label'));
  const scrolled = await limits.page.evaluate('scrollY');
  const changed = knobsResult();
  await limits.tell({
    kind: 'knobs',
    knobs: {
      ...changed,
      knobs: changed.knobs.map((one) => (one.key === '2/memory.max' ? knob('memory', 'memory.max', '134217728') : one)),
    },
  });
  await limits.tell({ kind: 'moment', point: pointAt(600), moment: moment() });
  expect(await limits.page.locator('.knobs').first().innerText()).toContain('134217728');
  expect(await focused()).toBe('Copy path of memory.max');
  expect(await limits.page.locator('details').first().getAttribute('open')).not.toBeNull();
  expect(await limits.page.evaluate('scrollY')).toBe(scrolled);
});
