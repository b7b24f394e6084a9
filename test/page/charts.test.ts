import { afterAll, beforeAll, expect, test } from 'vitest';
import { read } from '../../src/shared/model/reading.ts';
import { ownText } from '../../src/shared/text/display.ts';
import { type LimitsPage, PageLab } from './support/lab.ts';
import { begin, moment, pointAt, points } from './support/messages.ts';
import { fullSample } from './support/sample.ts';
import { themes } from './support/themes.ts';

let lab: PageLab;
beforeAll(async () => void (lab = await PageLab.start()));
afterAll(() => lab.stop());

/** How many pixels between two places of the chart (0 to 1 from its left) are colourful: curves are, the grid is not. */
function inkAt(limits: LimitsPage, card: string, from: number, to: number): Promise<number> {
  return limits.page.evaluate(
    ([selector, left, right]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`${selector} canvas`);
      const context = canvas?.getContext('2d');
      if (!canvas || !context) throw new Error('there is no chart');
      const x = Math.round(canvas.width * left);
      const { data } = context.getImageData(x, 0, Math.round(canvas.width * right) - x, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const parts = [...data.slice(at, at + 3)];
        if ((data[at + 3] ?? 0) > 60 && Math.max(...parts) - Math.min(...parts) > 40) count++;
      }
      return count;
    },
    [card, from, to] as const,
  );
}

/** Whether a colour is drawn somewhere on a chart. */
function hasColor(limits: LimitsPage, card: string, color: string): Promise<boolean> {
  return limits.page.evaluate(
    ([selector, wanted]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`${selector} canvas`);
      const context = canvas?.getContext('2d');
      if (!canvas || !context) throw new Error('there is no chart');
      const rgb = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16));
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] === 255 && rgb.every((part, index) => Math.abs((data[at + index] ?? 0) - part) < 4))
          return true;
      }
      return false;
    },
    [card, color] as const,
  );
}

test('leaves a gap where nothing is known', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  // Of points 0 to 599 those from 251 to 309 are not known; the axis takes the first sixth of the chart.
  expect(await inkAt(limits, '.card-io', 0.54, 0.57)).toBe(0);
  expect(await inkAt(limits, '.card-io', 0.3, 0.33)).toBeGreaterThan(10);
});

test('follows the theme', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const blue = '--vscode-charts-blue';
  expect(await hasColor(limits, '.card-cpu', themes.dark.variables[blue])).toBe(true);
  expect(await hasColor(limits, '.card-cpu', themes.light.variables[blue])).toBe(false);
  await limits.setTheme('light');
  await expect.poll(() => hasColor(limits, '.card-cpu', themes.light.variables[blue])).toBe(true);
  expect((await limits.standIn()).violations).toEqual([]);
});

test('fits its width when that changes', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const width = () => limits.page.locator('.card-cpu canvas').evaluate((canvas) => canvas.clientWidth);
  const wide = await width();
  await limits.page.setViewportSize({ width: 400, height: 800 });
  await expect.poll(width).not.toBe(wide);
  expect(await width()).toBeLessThan(400);
  expect(await limits.overflow()).toBe(0);
});

test('draws what comes, without another chart', async () => {
  await using limits = await lab.open();
  await limits.tell(begin({ points: points(100) }));
  await limits.page.evaluate(() => document.querySelector('.card-cpu canvas')?.setAttribute('data-seen', ''));
  for (let index = 100; index < 110; index++) {
    await limits.tell({ kind: 'moment', point: pointAt(index, 100), moment: moment() });
  }
  expect(await limits.page.locator('.card-cpu canvas[data-seen]').count()).toBe(1);
});

test('tells each chart in a sentence', async () => {
  await using limits = await lab.open();
  await limits.tell(begin());
  const chart = limits.page.locator('.card-cpu').getByRole('img');
  await expect
    .poll(() => chart.getAttribute('aria-label'), { timeout: 8000 })
    .toMatch(/^Chart of CPU\. CPU in use: now 20 %, 18 % to 4\d % in the last 10 minutes\./);
});

test('offers many devices, and draws the one that is chosen', async () => {
  const devices = Array.from({ length: 200 }, (_, index) => ({
    ...{ device: `8:${index}`, name: ownText(`sd${index}`), readBytes: 200 - index, writeBytes: 0 },
    ...{ readOperations: 0, writeOperations: 0 },
  }));
  const io = devices.map(({ device }, index) => ({ device, read: index, write: 0 }));
  await using limits = await lab.open({ width: 400 });
  await limits.tell(
    begin({
      points: points(5).map((point) => ({ ...point, io })),
      moment: moment({ ...fullSample(), io: read({ devices, omitted: 7 }) }),
    }),
  );
  const picker = limits.page.getByRole('combobox', { name: 'Device' });
  expect(await limits.page.getByText('207 devices').count()).toBe(1);
  await picker.click();
  await limits.page.getByRole('option', { name: 'sd150 (8:150)' }).click();
  await expect.poll(() => limits.page.locator('.card-io .big').innerText()).toContain('150 B/s read');
  expect(await limits.overflow()).toBe(0);
});
