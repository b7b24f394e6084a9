import { DisposableStore, type Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Log } from '../log.ts';
import { ContainerNode } from './container-node.ts';
import { Delivery, type Refresh } from './delivery.ts';
import { GroupNode } from './group-node.ts';
import type { TreeContext, TreeNode } from './node.ts';
import type { Row } from './row.ts';
import { arrange, type Arrangement, type Placed } from './structure.ts';

/** Milliseconds between an answer about limits and the next question. */
const LIMITS_DELAY = 2000;

/** Milliseconds between a question about processes that failed and the next one. */
const RETRY_DELAY = 2000;

export interface ContainersTreeOptions {
  readonly helper: HelperApi;
  readonly inventory: Inventory;
  readonly log: Log;
  readonly arrangement: Arrangement;
  readonly limitsDelay?: number;
  readonly retryDelay?: number;
}

/** The tree of containers, without VS Code: which nodes there are, which of them somebody sees, what changed. */
export class ContainersTree implements Disposable {
  readonly #helper: HelperApi;
  readonly #inventory: Inventory;
  readonly #context: TreeContext;
  readonly #disposables = new DisposableStore();
  readonly #delivery: Delivery;
  readonly #containers = new Map<string, ContainerNode>();
  /** The groups that are shown. */
  #groups: ReadonlyMap<string, GroupNode> = new Map();
  /** Nodes whose children VS Code shows, or would show if the nodes above were open. */
  readonly #open = new WeakSet<TreeNode>();
  #known = new WeakSet<TreeNode>();
  #arrangement: Arrangement;
  #roots: readonly TreeNode[] = [];
  #visible = false;

  constructor(options: ContainersTreeOptions) {
    this.#helper = options.helper;
    this.#inventory = options.inventory;
    this.#arrangement = options.arrangement;
    this.#delivery = this.#disposables.add(new Delivery(() => this.#roots));
    this.#context = {
      helper: options.helper,
      log: options.log,
      limitsDelay: options.limitsDelay ?? LIMITS_DELAY,
      retryDelay: options.retryDelay ?? RETRY_DELAY,
      container: (id) => this.#inventory.containers.get(id),
      changed: (node) => this.#delivery.reconcile(node),
    };
    this.#disposables.add(this.#inventory.onDidChange(() => this.#rebuild()));
    this.#disposables.add(this.#helper.onDidChangeState(() => this.#updateLive()));
    this.#rebuild();
  }

  /** Elements that VS Code must ask about again. */
  get onDidRefresh(): (listener: (refresh: Refresh) => void) => Disposable {
    return this.#delivery.onDidRefresh;
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  /** Whether any row is there to be shown. */
  get isEmpty(): boolean {
    return this.#roots.length === 0;
  }

  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#rebuild();
  }

  /** Reads anew what is read only on demand. */
  refresh(): void {
    for (const node of this.#containers.values()) node.processes.refresh();
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#updateLive();
  }

  /** A node was expanded or collapsed. */
  setOpen(node: TreeNode, open: boolean): void {
    if (open) this.#open.add(node);
    else this.#open.delete(node);
    this.#updateLive();
  }

  row(node: TreeNode): Row {
    return this.#delivery.row(node);
  }

  /** The children of a node, or the roots. Who asks for children shows them. */
  async children(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    if (node !== undefined) this.setOpen(node, true);
    const children = await this.#delivery.children(node);
    for (const child of children) this.#known.add(child);
    return children;
  }

  /** Whether a value, from wherever it came, is a node that this tree gave out. */
  isNode(value: unknown): value is TreeNode {
    return typeof value === 'object' && value !== null && this.#known.has(value as TreeNode);
  }

  dispose(): void {
    this.#visible = false;
    for (const node of this.#containers.values()) node.dispose();
    this.#disposables.dispose();
  }

  #rebuild(): void {
    const { containers } = this.#inventory;
    for (const [id, node] of this.#containers) {
      if (containers.has(id)) continue;
      node.dispose();
      this.#containers.delete(id);
    }
    const structure = arrange(containers, this.#arrangement);
    const groups = new Map<string, GroupNode>();
    if (structure.kind === 'flat') {
      this.#roots = structure.tops.map((top) => this.#place(top, undefined));
    } else {
      this.#roots = structure.groups.map(({ group, members }) => {
        const node = this.#groups.get(group.key) ?? new GroupNode(group);
        groups.set(group.key, node);
        node.update(
          group,
          members.map((member) => this.#place(member, node)),
        );
        return node;
      });
    }
    for (const [key, node] of this.#groups) if (!groups.has(key)) node.clear();
    this.#groups = groups;
    this.#updateLive();
    this.#delivery.reconcile();
  }

  #place({ container, nested }: Placed, parent: TreeNode | undefined): ContainerNode {
    const known = this.#containers.get(container.id);
    const node = known ?? new ContainerNode(this.#context, container);
    if (known === undefined) this.#containers.set(container.id, node);
    else known.update(container);
    node.place(
      parent,
      nested.map((child) => this.#place(child, node)),
    );
    return node;
  }

  #updateLive(): void {
    for (const node of this.#containers.values()) {
      node.processes.setLive(this.#isLive(node.processes));
      node.limits.setLive(this.#isLive(node.limits));
    }
  }

  #isLive(node: TreeNode): boolean {
    if (!this.#visible || this.#helper.state.kind !== 'running') return false;
    for (let above: TreeNode | undefined = node; above !== undefined; above = above.parent) {
      if (!this.#open.has(above)) return false;
    }
    return true;
  }
}
