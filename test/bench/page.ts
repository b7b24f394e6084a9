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
    // The first page of a window also loads what VS Code itself needs for pages: it is not counted.
    const names = Array.from({ length: context.quick ? 3 : 8 }, (_, index) => `paint-${index}`);
    for (const name of names) await lab.docker({ name, memoryBytes: 64 * 1024 * 1024 });
    const workbench = await openWorkbench({ viewport: { width: 1400, height: 900 } });
    const end = context.undo.defer(() => workbench.close());
    await workbench.openView('Container Internals');
    const times: number[] = [];
    for (const name of names) times.push(await timePaint(workbench, name));
    await end();
    return row(FIGURE, {
      ...{ unit: 'ms', ours: times.slice(1), bound: { of: 'largest', atMost: PAINT_MS } },
      note: `in VS Code's server and Chromium; the first page of the window took ${Math.round(times[0] ?? NaN)} ms`,
    });
  } catch (error) {
    if (error instanceof LabUnavailable) return skippedRow(FIGURE, error.why);
    throw error;
  } finally {
    await close();
  }
}

/** Milliseconds from the click on a container's icon until the page shows its memory. */
async function timePaint(workbench: Workbench, name: string): Promise<number> {
  const element = await workbench.tree().element(name);
  await element.hover();
  const icon = element.getByRole('button', { name: /Inspect Limits/ });
  await icon.waitFor();
  const content = webviewContent(workbench.page);
  const since = performance.now();
  await icon.click();
  await content.getByRole('heading', { name, exact: true }).waitFor();
  await content.locator('.card .big').first().waitFor();
  return performance.now() - since;
}
