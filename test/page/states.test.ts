import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageStatus } from '../../src/shared/protocol/limits-page.ts';
import { PageLab } from './support/lab.ts';
import { begin, moment, NOW, sandboxSample, withoutPressure } from './support/messages.ts';

let lab: PageLab;
beforeAll(async () => void (lab = await PageLab.start()));
afterAll(() => lab.stop());

const before = 'What is shown is from before.';

test.each<[PageStatus, string]>([
  [{ kind: 'live' }, 'Live'],
  [{ kind: 'ended', at: NOW }, `14:02:11. ${before}`],
  [{ kind: 'ended' }, `Ended. ${before}`],
  [{ kind: 'restarting' }, `The helper, the program that reads the kernel, is being started again. ${before}`],
  [{ kind: 'failed', words: 'The kernel did not answer' }, 'The kernel did not answer. It is tried again by itself.'],
  [{ kind: 'stopped', words: 'The helper failed.' }, `The helper failed. ${before}`],
])('says how fresh it is: %o', async (status, words) => {
  await using limits = await lab.open();
  await limits.tell(begin({ status }));
  await expect.poll(() => limits.page.locator('.status').textContent()).toContain(words);
  expect((await limits.standIn()).violations).toEqual([]);
});

test('shows before the first sample that it reads, and nothing made up', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ status: { kind: 'loading' }, points: [], moment: undefined, knobs: undefined }));
  expect(await limits.page.locator('main').textContent()).toContain('Reading the limits from the kernel…');
  expect(await limits.page.locator('h2').count()).toBe(0);
});

test('asks for the helper to be restarted, and for its log', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ status: { kind: 'stopped', words: 'The helper failed.' } }));
  await limits.page.getByRole('button', { name: 'Restart Helper' }).click();
  await limits.page.getByRole('button', { name: 'Show Log' }).click();
  expect(await limits.sent()).toEqual([
    { kind: 'ready' },
    { kind: 'action', action: 'restartHelper' },
    { kind: 'action', action: 'showLog' },
  ]);
});

test('shows figures, who binds, and what happened', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const text = await limits.page.locator('main').innerText();
  expect(text).toContain('52.3 MiB of 64 MiB');
  expect(text).toContain('working set (as docker stats)');
  expect(text).toMatch(/docker\.slice\s+allows 0.5 CPU; this container’s own 4 CPUs can never be reached\./);
  expect(text).toContain('OOM kill ×2');
  expect(text).toContain('at this level (its own limit)');
  expect(text).toContain('belongs to user 1000: delegated');
  expect(await limits.page.locator('tr.binds').count()).toBe(6);
  expect(await limits.page.locator('.binds-mark').first().innerText()).toBe('binds');
});

test('says why there is no pressure, and shows no 0 for it', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ moment: moment(withoutPressure()) }));
  const card = limits.page.locator('.card-pressure');
  expect(await card.innerText()).toContain('off: the kernel was started without it; boot with psi=1');
  expect(await card.innerText()).not.toMatch(/\d %/);
});

test('says whose figures these are where the container has no cgroup of its own', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ moment: moment(sandboxSample(), []) }));
  const text = await limits.page.locator('main').innerText();
  expect(text).toContain('It has no cgroup of its own.');
  expect(text).toContain('its cgroup, shared with others');
  expect(text).toContain('Nothing: no process was killed');
  expect(text).not.toContain('Who limits swap?');
});
