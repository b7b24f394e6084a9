import type { Disposable } from '../dispose.ts';
import { Emitter } from '../event.ts';
import type { TreeNode } from './node.ts';
import type { Row } from './row.ts';

/** Milliseconds that the children of a node may be waited for before the node shows what it has. */
const PATIENCE = 400;

interface Delivered {
  /** The row that was given out, as text to compare. */
  row?: string;
  /** The children that were given out. */
  children?: readonly TreeNode[];
  /** The node's `revision` at that time. */
  revision?: number | undefined;
}

/** Which elements to ask about again: `undefined` means all. */
export type Refresh = readonly TreeNode[] | undefined;

/**
 * Remembers what was given out for the screen and tells which elements are different now: no element is drawn again
 * without need, and none is forgotten.
 */
export class Delivery implements Disposable {
  readonly #root: () => readonly TreeNode[];
  readonly #patience: number;
  readonly #refreshed = new Emitter<Refresh>();
  #roots: readonly TreeNode[] | undefined;
  #delivered = new Map<TreeNode, Delivered>();
  #due = new Set<TreeNode>();
  #allDue = false;
  #scheduled = false;
  /** Children that are being waited for. VS Code takes it badly when an element is refreshed meanwhile. */
  #waiting = 0;

  readonly onDidRefresh = this.#refreshed.event;

  constructor(root: () => readonly TreeNode[], patience: number = PATIENCE) {
    this.#root = root;
    this.#patience = patience;
  }

  /** Gives out a row. */
  row(node: TreeNode): Row {
    const row = node.row();
    this.#entry(node).row = JSON.stringify(row);
    return row;
  }

  /** Gives out the children of a node, or the roots. Waits a little where the first ones are being read. */
  async children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    if (node === undefined) {
      this.#roots = this.#root();
      return this.#roots;
    }
    if (node.ready !== undefined) await this.#wait(node.ready());
    const children = node.children();
    const entry = this.#entry(node);
    for (const child of entry.children ?? []) if (!children.includes(child)) this.#forget(child);
    entry.children = children;
    entry.revision = node.revision;
    return children;
  }

  /** Compares what was given out with what is true now, below a node or everywhere. */
  reconcile(node?: TreeNode): void {
    if (node === undefined) {
      if (this.#roots === undefined) return;
      if (isSameList(this.#roots, this.#root())) this.#compare(this.#roots);
      else this.#markAll();
    } else {
      this.#compare([node]);
    }
    this.#schedule();
  }

  dispose(): void {
    this.#refreshed.dispose();
    this.#delivered.clear();
  }

  #compare(nodes: readonly TreeNode[]): void {
    // Not by recursion: how deep the tree is, is up to the containers.
    const open = [...nodes];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const entry = this.#delivered.get(node);
      if (entry === undefined) continue;
      if (this.#isDifferent(node, entry)) {
        this.#due.add(node);
        // VS Code asks for all below it again.
        for (const child of entry.children ?? []) this.#forget(child);
        this.#delivered.set(node, { row: JSON.stringify(node.row()) });
      } else if (entry.revision === undefined || entry.revision !== node.revision) {
        entry.revision = node.revision;
        if (entry.children !== undefined) open.push(...entry.children);
      }
    }
  }

  #isDifferent(node: TreeNode, entry: Delivered): boolean {
    if (entry.row !== undefined && entry.row !== JSON.stringify(node.row())) return true;
    return (
      entry.children !== undefined &&
      (entry.revision === undefined || entry.revision !== node.revision) &&
      !isSameList(entry.children, node.children())
    );
  }

  #markAll(): void {
    this.#allDue = true;
    this.#delivered = new Map();
    this.#roots = this.#root();
  }

  #schedule(): void {
    if (this.#scheduled || (!this.#allDue && this.#due.size === 0)) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#waiting > 0) return;
    const due: Refresh = this.#allDue ? undefined : [...this.#due];
    this.#allDue = false;
    this.#due = new Set();
    if (due === undefined || due.length > 0) this.#refreshed.fire(due);
  }

  async #wait(ready: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    this.#waiting++;
    await Promise.race([ready, new Promise((resolve) => (timer = setTimeout(resolve, this.#patience)))]);
    clearTimeout(timer);
    this.#waiting--;
    if (this.#waiting === 0) this.#schedule();
  }

  #entry(node: TreeNode): Delivered {
    const known = this.#delivered.get(node);
    if (known !== undefined) return known;
    const entry: Delivered = {};
    this.#delivered.set(node, entry);
    return entry;
  }

  #forget(top: TreeNode): void {
    const open = [top];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const entry = this.#delivered.get(node);
      if (entry?.children !== undefined) open.push(...entry.children);
      this.#delivered.delete(node);
      this.#due.delete(node);
    }
  }
}

function isSameList(a: readonly TreeNode[], b: readonly TreeNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}
