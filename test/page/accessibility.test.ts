import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PageLab } from './support/lab.ts';
import { begin, moment, sandboxSample } from './support/messages.ts';
import { type ThemeName, themes } from './support/themes.ts';

let lab: PageLab;
let axe: string;
beforeAll(async () => {
  lab = await PageLab.start();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});
afterAll(() => lab.stop());

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const STATES = {
  full: begin({ status: { kind: 'stopped', words: 'The helper failed.' } }),
  refused: begin({ refusal: 'setting' }),
  sandbox: begin({ moment: moment(sandboxSample(), []) }),
};

const cases = (Object.keys(themes) as ThemeName[]).flatMap((theme) =>
  (Object.keys(STATES) as (keyof typeof STATES)[]).flatMap((state) =>
    [400, 1200].map((width) => ({ theme, state, width })),
  ),
);

test.each(cases)('axe finds nothing serious: $theme, $state, $width px', async ({ theme, state, width }) => {
  await using limits = await lab.open({ theme, width });
  await limits.tell(STATES[state]);
  await limits.page.evaluate(axe);
  const found = await limits.page.evaluate<Finding[]>('axe.run().then(({ violations }) => violations)');
  const serious = found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    );
  expect(serious).toEqual([]);
});

test('every action can be reached by Tab, with a focus that shows', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ status: { kind: 'stopped', words: 'The helper failed.' } }));
  const reached: string[] = [];
  for (let press = 0; press < 30; press++) {
    await limits.page.keyboard.press('Tab');
    const name = await limits.page.evaluate(() => {
      const host = document.activeElement;
      const inner = host?.shadowRoot?.activeElement ?? host;
      return inner?.getAttribute('aria-label') ?? host?.textContent ?? '';
    });
    reached.push(name);
  }
  for (const name of ['Restart Helper', 'Show Log', 'Device', 'Filter the knobs by file, meaning or value']) {
    expect(reached.join('|')).toContain(name);
  }
  const copies = [
    'Copy value of memory.current',
    'Copy path of memory.current',
    'Copy command that shows memory.current',
  ];
  expect(reached).toEqual(expect.arrayContaining([...copies, 'Kernel documentation of memory.current']));
  // The actions of a row are seen where the focus is.
  await limits.page.getByRole('button', { name: copies[0] ?? '' }).focus();
  await limits.page.keyboard.press('Enter');
  expect((await limits.sent()).at(-1)).toEqual({ kind: 'copy', what: 'value', knob: '2/memory.current' });
  const opacity = limits.page.getByRole('group', { name: 'Copy of memory.current' });
  expect(await opacity.evaluate((group) => getComputedStyle(group).opacity)).toBe('1');
});

test('has headings in order, named tables and no picture without words', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const headings = await limits.page.locator('h1, h2').allInnerTexts();
  expect(headings).toEqual(['web', 'The last 10 minutes', 'Who sets the limits', 'What happened', 'Every knob']);
  const tables = limits.page.locator('table');
  expect(await limits.page.locator('table > caption').count()).toBe(await tables.count());
  expect(await limits.page.locator('th:not([scope])').count()).toBe(0);
});
