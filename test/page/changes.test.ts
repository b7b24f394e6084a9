import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownText } from '../../src/shared/text/display.ts';
import { type LimitsPage, PageLab } from './support/lab.ts';
import { begin, subject } from './support/messages.ts';

const LABELS = ['Send signal…', 'Change limit…'];

let lab: PageLab;
beforeAll(async () => void (lab = await PageLab.start()));
afterAll(() => lab.stop());

function button({ page }: LimitsPage, label: string) {
  return page.getByRole('button', { name: label });
}

test('asks for a signal or another limit, by mouse and by keyboard', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  await button(limits, 'Send signal…').click();
  await limits.page.keyboard.press('Tab');
  await limits.page.keyboard.press('Enter');
  expect(await limits.sent()).toEqual([
    { kind: 'ready' },
    { kind: 'change', what: 'sendSignal' },
    { kind: 'change', what: 'changeLimit' },
  ]);
});

test.each([
  ['setting', begin({ refusal: 'setting' }), 'Changes are switched off in the settings (Allow Changes).'],
  ['trust', begin({ refusal: 'untrusted' }), 'This workspace is not trusted, so nothing may be changed.'],
  ['end', begin({ status: { kind: 'ended' }, refusal: 'setting' }), 'The container ended.'],
] as const)('says why it cannot be asked for anything, to eyes and ears: %s', async (_, message, why) => {
  await using limits = await lab.open();
  await limits.tell(message);
  for (const label of LABELS) {
    const one = button(limits, `${label} ${why}`);
    expect(await one.getAttribute('aria-disabled')).toBe('true');
    expect(await limits.page.locator('vscode-button', { hasText: label }).getAttribute('title')).toBe(why);
    await one.focus();
    await limits.page.keyboard.press('Enter');
    await limits.page.locator('vscode-button', { hasText: label }).click({ force: true });
  }
  expect(await limits.sent()).toEqual([{ kind: 'ready' }]);
  expect((await limits.standIn()).violations).toEqual([]);
});

test('can be asked again when that is allowed, with the focus where it was', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ refusal: 'setting' }));
  await button(limits, 'Send signal…').focus();
  await limits.tell({ kind: 'refusal', refusal: undefined });
  const host = limits.page.locator('vscode-button', { hasText: 'Send signal…' });
  expect([await host.getAttribute('title'), await host.getAttribute('aria-disabled')]).toEqual(['', 'false']);
  await limits.page.keyboard.press('Enter');
  expect(await limits.sent()).toEqual([{ kind: 'ready' }, { kind: 'change', what: 'sendSignal' }]);
});

test.each([400, 1200])('has room for its buttons beside a long name: %i px', async (width) => {
  await using limits = await lab.open({ width });
  await limits.tell(begin({ subject: { ...subject, name: ownText('a-name-that-is-long-'.repeat(10)) } }));
  await expect.poll(() => limits.overflow()).toBe(0);
  for (const label of LABELS) {
    const box = await button(limits, label).boundingBox();
    expect(box !== null && box.x >= 0 && box.x + box.width <= width).toBe(true);
    // Words of one line: it was not squeezed.
    expect(box?.height).toBeLessThan(30);
  }
});

test('says that the container is frozen, and by which cgroup', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ subject: { ...subject, state: 'frozen', frozenBy: ownText('/docker') } }));
  const notes = limits.page.locator('.note');
  expect(await notes.allInnerTexts()).toEqual([
    'Frozen by the cgroup /docker above it: none of its processes runs until that one is thawed.',
  ]);
  await limits.tell({ kind: 'subject', subject });
  expect(await notes.count()).toBe(0);
});
