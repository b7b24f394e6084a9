import { commands, EventEmitter, window, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { ContainersTree } from './containers-tree.ts';
import { toTreeItem } from './item.ts';
import type { TreeNode } from './node.ts';
import type { ViewStatus } from './status.ts';

export const VIEW_ID = 'containerInternals.containers';
export const VIEW_CONTEXT_KEY = 'containerInternals.view';

/** The view in the side bar: hands the tree to VS Code, and VS Code's events to the tree. */
export class ContainersView implements Disposable, TreeDataProvider<TreeNode> {
  readonly #tree: ContainersTree;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new EventEmitter<TreeNode | TreeNode[] | undefined>());
  readonly #view: TreeView<TreeNode>;
  #status: ViewStatus | undefined;
  #endProgress: (() => void) | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(tree: ContainersTree) {
    this.#tree = tree;
    this.#disposables.add(
      tree.onDidRefresh((nodes) => this.#changed.fire(nodes === undefined ? undefined : [...nodes])),
    );
    this.#view = this.#disposables.add(
      window.createTreeView(VIEW_ID, { treeDataProvider: this, canSelectMany: true, showCollapseAll: true }),
    );
    this.#disposables.add(this.#view.onDidExpandElement(({ element }) => tree.setOpen(element, true)));
    this.#disposables.add(this.#view.onDidCollapseElement(({ element }) => tree.setOpen(element, false)));
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  onDidChangeVisibility(listener: (visible: boolean) => void): Disposable {
    return this.#view.onDidChangeVisibility(({ visible }) => listener(visible));
  }

  getTreeItem(node: TreeNode): TreeItem {
    return toTreeItem(node.id, this.#tree.row(node));
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return [...(await this.#tree.children(node))];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  /** Shows what the view says besides its rows. */
  show(status: ViewStatus): void {
    const before = this.#status;
    this.#status = status;
    // An empty text takes the message or description away.
    if (before?.message !== status.message) this.#view.message = status.message ?? '';
    if (before?.description !== status.description) this.#view.description = status.description ?? '';
    if (before?.state === status.state) return;
    void commands.executeCommand('setContext', VIEW_CONTEXT_KEY, status.state);
    this.#showProgress(status.state === 'loading');
  }

  dispose(): void {
    this.#showProgress(false);
    this.#disposables.dispose();
  }

  #showProgress(isShown: boolean): void {
    this.#endProgress?.();
    this.#endProgress = undefined;
    if (!isShown) return;
    void window.withProgress({ location: { viewId: VIEW_ID } }, () => {
      return new Promise<void>((resolve) => (this.#endProgress = resolve));
    });
  }
}
