import type { HostFacts } from '../../shared/model/host.ts';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ContainersTree } from './containers-tree.ts';
import { viewStatus, type ViewStatus } from './status.ts';

export interface PresenterSources {
  readonly helper: HelperApi;
  readonly inventory: Inventory;
  readonly tree: ContainersTree;
}

/** Works out what the view says besides its rows, whenever something that counts for it changes. */
export class Presenter implements Disposable {
  readonly #sources: PresenterSources;
  readonly #show: (status: ViewStatus) => void;
  readonly #disposables = new DisposableStore();
  #host: HostFacts | undefined;

  constructor(sources: PresenterSources, show: (status: ViewStatus) => void) {
    this.#sources = sources;
    this.#show = show;
    const { helper, inventory } = sources;
    this.#disposables.add(helper.onDidChangeState(() => this.update()));
    this.#disposables.add(inventory.onDidChange(() => this.update()));
    this.#disposables.add(inventory.onDidChangeStatus(() => this.update()));
  }

  update(): void {
    const { helper, inventory, tree } = this.#sources;
    const { state } = helper;
    if (state.kind === 'running') this.#host = state.host;
    this.#show(
      viewStatus({
        helper: state,
        host: this.#host,
        isInventoryKnown: inventory.isKnown,
        hasInventoryFailed: inventory.hasFailed,
        containers: inventory.containers,
        omitted: inventory.omitted,
        isTreeEmpty: tree.isEmpty,
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
