import type { ContainersTree } from '../../../../src/extension/tree/containers-tree.ts';
import type { Refresh } from '../../../../src/extension/tree/delivery.ts';
import type { TreeNode } from '../../../../src/extension/tree/node.ts';
import type { Row } from '../../../../src/extension/tree/row.ts';

interface Shown {
  readonly node: TreeNode;
  row: Row;
  isOpen: boolean;
  children: Shown[];
}

/**
 * Does with a tree what VS Code does: asks for the children of open elements, asks again about what is refreshed and all
 * open elements below it, and keeps by id what is open.
 */
export class Screen {
  readonly refreshes: Refresh[] = [];
  readonly #tree: ContainersTree;
  readonly #openIds = new Map<string, boolean>();
  #roots: Shown[] = [];
  #pending: Promise<void> = Promise.resolve();

  constructor(tree: ContainersTree) {
    this.#tree = tree;
    tree.onDidRefresh((refresh) => {
      this.refreshes.push(refresh);
      this.#pending = this.#pending.then(() => this.#refresh(refresh));
    });
  }

  async open(): Promise<void> {
    this.#tree.setVisible(true);
    this.#roots = await this.#fetch(undefined);
    await this.settle();
  }

  async expand(...labels: readonly string[]): Promise<void> {
    const shown = this.#find(labels);
    this.#openIds.set(shown.node.id, true);
    shown.isOpen = true;
    if (shown.children.length === 0) shown.children = await this.#fetch(shown.node);
    else this.#tree.setOpen(shown.node, true);
    await this.settle();
  }

  async collapse(...labels: readonly string[]): Promise<void> {
    const shown = this.#find(labels);
    this.#openIds.set(shown.node.id, false);
    shown.isOpen = false;
    this.#tree.setOpen(shown.node, false);
    await this.settle();
  }

  /** Lets all that waits happen. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#pending;
    }
  }

  node(...labels: readonly string[]): TreeNode {
    return this.#find(labels).node;
  }

  row(...labels: readonly string[]): Row {
    return this.#find(labels).row;
  }

  /** The lines on the screen, indented by two spaces for each level. */
  lines(): string[] {
    const lines: string[] = [];
    const walk = (all: readonly Shown[], indent: string) => {
      for (const { row, isOpen, children } of all) {
        lines.push(`${indent}${row.label}${row.description === undefined ? '' : ` | ${row.description}`}`);
        if (isOpen) walk(children, `${indent}  `);
      }
    };
    walk(this.#roots, '');
    return lines;
  }

  /** Ids of the elements that were asked about again since the last call; `all` for the whole tree. */
  takeRefreshed(): string[] {
    return this.refreshes.splice(0).flatMap((refresh) => refresh?.map(({ id }) => id) ?? ['all']);
  }

  #find(labels: readonly string[]): Shown {
    let all = this.#roots;
    let found: Shown | undefined;
    for (const label of labels) {
      found = all.find(({ row }) => row.label === label);
      if (found === undefined) throw new Error(`no row ${label} among ${all.map(({ row }) => row.label).join(', ')}`);
      all = found.children;
    }
    if (found === undefined) throw new Error('no labels');
    return found;
  }

  async #refresh(refresh: Refresh): Promise<void> {
    if (refresh === undefined) {
      this.#roots = await this.#fetch(undefined);
      return;
    }
    for (const node of refresh) {
      const shown = this.#shownOf(node);
      if (shown === undefined) continue;
      shown.row = this.#tree.row(node);
      shown.isOpen = this.#isOpen(node, shown.row);
      shown.children = shown.isOpen ? await this.#fetch(node) : [];
    }
  }

  async #fetch(parent: TreeNode | undefined): Promise<Shown[]> {
    const shown: Shown[] = [];
    for (const node of await this.#tree.children(parent)) {
      const row = this.#tree.row(node);
      const isOpen = this.#isOpen(node, row);
      shown.push({ node, row, isOpen, children: isOpen ? await this.#fetch(node) : [] });
    }
    return shown;
  }

  #isOpen(node: TreeNode, row: Row): boolean {
    // What a row was at first it stays until the user changes it, also a row that had nothing to open.
    const isOpen = this.#openIds.get(node.id) ?? row.expand === 'expanded';
    this.#openIds.set(node.id, isOpen);
    return row.expand !== 'none' && isOpen;
  }

  #shownOf(node: TreeNode): Shown | undefined {
    const open = [...this.#roots];
    for (let shown = open.pop(); shown !== undefined; shown = open.pop()) {
      if (shown.node === node) return shown;
      open.push(...shown.children);
    }
    return undefined;
  }
}
