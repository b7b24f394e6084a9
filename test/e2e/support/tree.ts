import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../lab/exec.ts';
import { draw, readRows, showRow, type TreeRow } from './tree-rows.ts';

/** Labels from a root down to a row; an expression for what is not known, such as a pid. */
export type TreePath = readonly (string | RegExp)[];

/** Follows a path through rows in their order; undefined where it leads nowhere. */
function find(rows: readonly TreeRow[], path: TreePath): TreeRow | undefined {
  let from = 0;
  let found: TreeRow | undefined;
  for (const [depth, part] of path.entries()) {
    let match: TreeRow | undefined;
    for (const row of rows.slice(from)) {
      if (row.level <= depth) break;
      if (row.level === depth + 1 && (typeof part === 'string' ? row.label === part : part.test(row.label))) {
        match = row;
        break;
      }
    }
    if (match === undefined) return undefined;
    found = match;
    from = rows.indexOf(match) + 1;
  }
  return found;
}

/** A tree in the side bar. */
export class Tree {
  private readonly page: Page;
  private readonly list: Locator;

  constructor(page: Page, list: Locator) {
    this.page = page;
    this.list = list;
  }

  /** All rows, also those out of sight; none where the view shows a welcome text instead. */
  async rows(): Promise<TreeRow[]> {
    return (await this.list.isVisible()) ? readRows(this.list) : [];
  }

  /** Waits for a row. @throws {Error} with what there is instead */
  async row(...path: TreePath): Promise<TreeRow> {
    let rows: TreeRow[] = [];
    const probe = async (): Promise<TreeRow | undefined> => {
      rows = await this.rows();
      return find(rows, path);
    };
    try {
      return await waitFor(`row ${path.join(' > ')}`, probe, { timeoutMs: 15_000, everyMs: 100 });
    } catch (error) {
      throw new Error(`no row ${path.join(' > ')} in:\n${draw(rows)}`, { cause: error });
    }
  }

  /** The row's element, scrolled into sight, with no tooltip over it. */
  async element(...path: TreePath): Promise<Locator> {
    await this.page.mouse.move(2, 2);
    await this.page.locator('.workbench-hover-container').last().waitFor({ state: 'hidden' });
    const { index, label } = await this.row(...path);
    await showRow(this.list, index);
    // Where the tree changes right now, rather fail than use the row that has taken this place.
    return this.list.locator(`.monaco-list-row[data-index="${String(index)}"]`).filter({ hasText: label });
  }

  /** Selects a row, as a click does; this also runs the row's command. */
  async click(...path: TreePath): Promise<void> {
    await (await this.element(...path)).locator('.label-name').click();
  }

  /** Opens a row and waits until its children are there. */
  async expand(...path: TreePath): Promise<void> {
    if ((await this.row(...path)).expanded === true) return;
    await (await this.element(...path)).locator('.monaco-tl-twistie').click();
    await this.row(...path, /./);
  }

  async collapse(...path: TreePath): Promise<void> {
    if ((await this.row(...path)).expanded !== true) return;
    await (await this.element(...path)).locator('.monaco-tl-twistie').click();
    await waitFor('the row to close', async () => (await this.row(...path)).expanded === false);
  }

  /** Rests the mouse on a row. @returns the text of the tooltip */
  async hover(...path: TreePath): Promise<string> {
    const element = await this.element(...path);
    await element.locator('.label-name').hover();
    const tip = this.page.locator('.workbench-hover-container .monaco-hover-content').last();
    await tip.waitFor();
    return (await tip.innerText()).trim();
  }

  /** Right-clicks a row. @returns the menu's entries */
  async openContextMenu(...path: TreePath): Promise<string[]> {
    await (await this.element(...path)).locator('.label-name').click({ button: 'right' });
    const labels = this.page.locator('.monaco-menu .action-item:not(.disabled) .action-label[aria-label]');
    await labels.first().waitFor();
    return (await labels.allTextContents()).map((text) => text.trim()).filter((text) => text !== '');
  }

  /** Right-clicks a row and chooses an entry of the menu. */
  async contextMenu(path: TreePath, item: string): Promise<void> {
    const items = await this.openContextMenu(...path);
    if (!items.includes(item)) throw new Error(`no "${item}" in the menu: ${items.join(' | ')}`);
    const entry = this.page.locator('.monaco-menu').getByRole('menuitem', { name: item, exact: true });
    await entry.hover();
    // A click right after the menu opened would count as the end of the click that opened it.
    await this.page.keyboard.press('Enter');
    await entry.waitFor({ state: 'hidden' });
  }

  /** A button that shows in the row under the mouse. */
  async inlineAction(path: TreePath, title: string | RegExp): Promise<void> {
    const element = await this.element(...path);
    await element.hover();
    await element.getByRole('button', { name: title }).click();
  }
}
