/// <reference lib="dom" />
import type { Locator } from 'playwright-core';

export interface TreeRow {
  readonly index: number;
  /** 1 for the roots. */
  readonly level: number;
  readonly label: string;
  readonly description: string;
  /** Undefined where it has no children. */
  readonly expanded: boolean | undefined;
  /** What a screen reader says. */
  readonly ariaLabel: string;
}

/**
 * Scrolls a tree inside the page, where VS Code answers a wheel at once; a real wheel takes its time. A made-up wheel
 * event turns the other way round, and VS Code scrolls 50 pixels for 120 units of it.
 */
function scroll(list: Locator, pixels: number): Promise<boolean> {
  return list.evaluate((tree, deltaY) => {
    const scroller = tree.querySelector('.monaco-scrollable-element') ?? tree;
    return scroller.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
  }, -pixels * 2.4);
}

/** What is drawn of a tree now: only the rows in sight. */
function readDrawn(list: Locator): Promise<TreeRow[]> {
  return list.locator('.monaco-list-row[data-index]').evaluateAll((rows) =>
    rows.map((row) => {
      const text = (selector: string): string => row.querySelector(selector)?.textContent ?? '';
      const expanded = row.getAttribute('aria-expanded');
      return {
        index: Number(row.getAttribute('data-index')),
        level: Number(row.getAttribute('aria-level')),
        label: text('.label-name'),
        description: text('.label-description'),
        expanded: expanded === null ? undefined : expanded === 'true',
        ariaLabel: row.getAttribute('aria-label') ?? '',
      };
    }),
  );
}

/** Reads every row of a tree, also those out of sight, and leaves it scrolled to its top. */
export async function readRows(list: Locator): Promise<TreeRow[]> {
  const rows = new Map<number, TreeRow>();
  const height = (await list.boundingBox())?.height ?? 0;
  await scroll(list, -1e6);
  for (let before = -1; before < rows.size; await scroll(list, height / 2)) {
    before = rows.size;
    for (const row of await readDrawn(list)) rows.set(row.index, row);
  }
  await scroll(list, -1e6);
  return [...rows.values()].sort((a, b) => a.index - b.index);
}

/** Scrolls a row of a tree that stands at its top into sight, clear of both edges. */
export async function showRow(list: Locator, index: number): Promise<void> {
  const row = list.locator(`.monaco-list-row[data-index="${String(index)}"]`);
  const box = await list.boundingBox();
  for (let steps = 0; steps < 1000; steps++) {
    const own = (await row.count()) > 0 ? await row.boundingBox() : null;
    if (own !== null && box !== null && own.y + own.height <= box.y + box.height) return;
    await scroll(list, (box?.height ?? 0) / 4);
  }
}

/** The rows as indented text, for messages and for looking at. */
export function draw(rows: readonly TreeRow[]): string {
  const sign = (row: TreeRow): string => (row.expanded === undefined ? ' ' : row.expanded ? '▾' : '▸');
  return rows.map((row) => `${'  '.repeat(row.level - 1)}${sign(row)} ${row.label}  ${row.description}`).join('\n');
}
