// How large the page "Inspect limits" is, and how long it takes from the click on the icon to the first figures.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { webviewContent } from '../e2e/support/pages.ts';
import { openWorkbench, type Workbench } from '../e2e/support/workbench.ts';
import { LabUnavailable } from '../lab/container.ts';
import { openLab } from '../lab/lab.ts';
import type { Context } from './context.ts';
import { type Row, row, skippedRow } from './row.ts';

const SIZE_KB = 350;
const PAINT_MS = 500;
const START_PAGES = 2;
const FIGURE = 'from the click to the first figures on the page "Inspect limits"';

export async function measurePage(context: Context): Promise<Row[]> {
  const size = row('size of dist/webview/limits.js, minified', {
    unit: 'kB',
    ours: [statSync(join(context.build, 'webview', 'limits.js')).size / 1000],
    bound: { of: 'median', atMost: SIZE_KB },
  });
  return [size, await measurePaint(context)];
}

async function measurePaint(context: Context): Promise<Row> {
  if (process.env.E2E_SERVER === undefined) return skippedRow(FIGURE, 'VS Code is not there: npm test -- e2e gets it');
  const lab = await openLab();
  const close = context.undo.defer(() => lab.close());
  try {
    // VS Code itself starts what it needs for pages with the first two of a window: they stand in the note.
    const names = Array.from({ length: context.quick ? 5 : 10 }, (_, index) => `paint-${index}`);
    for (const name of names) await lab.docker({ name, memoryBytes: 64 * 1024 * 1024 });
    const workbench = await openWorkbench({ viewport: { width: 1400, height: 900 } });
    const end = context.undo.defer(() => workbench.close());
    await workbench.openView('Container Internals');
    const times: number[] = [];
    for (const name of names) times.push(await timePaint(workbench, name));
    await end();
    return row(FIGURE, {
      ...{ unit: 'ms', ours: times.slice(START_PAGES), bound: { of: 'largest', atMost: PAINT_MS } },
      note: `in VS Code's server and Chromium; the first two pages of the window, with which VS Code starts its own part: ${times.slice(0, START_PAGES).map(Math.round).join(' and ')} ms`,
    });
  } catch (error) {
    if (error instanceof LabUnavailable) return skippedRow(FIGURE, error.why);
    throw error;
  } finally {
    await close();
  }
}

/**
 * Milliseconds from the click on a container's icon until the browser has painted figures, by its own clock: what the
 * driver of the browser takes to click and to look is no part of it.
 */
async function timePaint(workbench: Workbench, name: string): Promise<number> {
  const { page } = workbench;
  const click = await page.evaluateHandle(() => {
    const times: number[] = [];
    const note = (event: MouseEvent): void => void times.push(performance.timeOrigin + event.timeStamp);
    window.addEventListener('click', note, { capture: true, once: true });
    return times;
  });
  await workbench.tree().inlineAction([name], /Inspect Limits/);
  const content = webviewContent(page);
  await content.getByRole('heading', { name, exact: true }).waitFor();
  const big = content.locator('.card .big').first();
  const painted = await big.evaluate(
    () =>
      new Promise<number>((resolve) => {
        // The largest text so far, each time that there is a larger one: sections come with the figures.
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { element?: Element })[]) {
            if (entry.element?.closest('section')) resolve(performance.timeOrigin + entry.startTime);
          }
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  return painted - (await click.evaluate(([time = NaN]) => time));
}
