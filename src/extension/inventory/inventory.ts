import type { Container } from '../../shared/model/container.ts';
import type { InventoryChange, InventorySnapshot } from '../../shared/protocol/helper.ts';
import { DisposableStore, type Disposable } from '../dispose.ts';
import { Emitter } from '../event.ts';
import type { HelperApi } from '../helper-client/api.ts';
import { HelperUnavailable } from '../helper-client/failure.ts';
import { errorLine, type Log } from '../log.ts';
import { isSameData } from './equal.ts';

/** What is different since the last event. Ids; no id stands in two lists. */
export interface InventoryDifference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Time between a failed attempt to watch and the next one. Milliseconds. */
const RETRY_DELAY = 5000;

/**
 * The containers that the helper last told of. It asks only while somebody looks; what it holds stays when the helper
 * goes away.
 */
export class Inventory implements Disposable {
  readonly #helper: HelperApi;
  readonly #log: Log;
  readonly #retryDelay: number;
  readonly #disposables = new DisposableStore();
  #omitted = 0;
  readonly #changed = this.#disposables.add(new Emitter<InventoryDifference>());
  readonly #statusChanged = this.#disposables.add(new Emitter<undefined>());
  #containers: ReadonlyMap<string, Container> = new Map();
  #sequence = 0;
  /** How many look. */
  #watchers = 0;
  /** `asked`: a snapshot is under way, and changes that arrive before it wait in `#early`. */
  #phase: 'off' | 'asked' | 'watching' = 'off';
  #early: InventoryChange[] = [];
  /** Counts the requests for a snapshot: only the answer to the latest one counts. */
  #request = 0;
  #known = false;
  #failed = false;
  #retryTimer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;
  /** An attempt to read everything was answered or failed: `isKnown`, `isCurrent` and `hasFailed` tell what came of it. */
  readonly onDidChangeStatus = this.#statusChanged.event;

  constructor(helper: HelperApi, log: Log, retryDelay: number = RETRY_DELAY) {
    this.#helper = helper;
    this.#log = log;
    this.#retryDelay = retryDelay;
    this.#disposables.add(helper.onDidChangeState(() => this.#onHelperState()));
    this.#disposables.add(helper.onDidChangeInventory((change) => this.#onChange(change)));
  }

  get containers(): ReadonlyMap<string, Container> {
    return this.#containers;
  }

  /** Whether the helper ever answered: only then does an empty inventory mean that there is no container. */
  get isKnown(): boolean {
    return this.#known;
  }

  /** How many more containers there are than the list holds. */
  get omitted(): number {
    return this.#omitted;
  }

  /** Whether the last attempt to read the inventory failed although the helper runs. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  /** Whether it is being kept current: not only what was known when somebody looked last. */
  get isCurrent(): boolean {
    return this.#phase === 'watching';
  }

  /** Keeps the inventory current until the returned value is disposed. */
  watch(): Disposable {
    let isWatching = true;
    if (this.#watchers++ === 0) void this.#ask('inventory/watch');
    return {
      dispose: () => {
        if (!isWatching) return;
        isWatching = false;
        if (--this.#watchers === 0 && !this.#disposables.disposed) this.#stop();
      },
    };
  }

  get #wanted(): boolean {
    return this.#watchers > 0 && !this.#disposables.disposed;
  }

  /** Reads everything anew, names too. Does nothing where no helper is running. */
  async refresh(): Promise<void> {
    await this.#ask('inventory/refresh');
  }

  dispose(): void {
    clearTimeout(this.#retryTimer);
    this.#request++;
    this.#disposables.dispose();
  }

  #onHelperState(): void {
    this.#request++;
    this.#phase = 'off';
    this.#early = [];
    if (this.#helper.state.kind === 'running' && this.#wanted) void this.#ask('inventory/watch');
  }

  #stop(): void {
    clearTimeout(this.#retryTimer);
    this.#request++;
    this.#phase = 'off';
    this.#early = [];
    if (this.#helper.state.kind !== 'running') return;
    // Also where no watch succeeded: one that was answered too late goes on in the helper.
    this.#helper.request('inventory/unwatch', {}).catch((error: unknown) => this.#log.debug(errorLine(error)));
  }

  async #ask(method: 'inventory/watch' | 'inventory/refresh'): Promise<void> {
    if (this.#helper.state.kind !== 'running') return;
    clearTimeout(this.#retryTimer);
    const request = ++this.#request;
    // A refresh does not by itself begin to watch, and may take the place of a watch that was asked for.
    const mustWatch = method === 'inventory/refresh' && this.#wanted && this.#phase !== 'watching';
    this.#phase = 'asked';
    try {
      if (mustWatch) await this.#helper.request('inventory/watch', {});
      const snapshot = await this.#helper.request(method, {});
      if (request === this.#request) this.#onSnapshot(snapshot);
    } catch (error) {
      if (request === this.#request) this.#onFailure(error);
    }
  }

  #onSnapshot(snapshot: InventorySnapshot): void {
    const early = this.#early;
    this.#early = [];
    this.#phase = this.#wanted ? 'watching' : 'off';
    this.#sequence = snapshot.sequence;
    this.#omitted = snapshot.omitted ?? 0;
    this.#replace(new Map(snapshot.containers.map((container) => [container.id, container])));
    this.#known = true;
    this.#failed = false;
    this.#statusChanged.fire(undefined);
    for (const change of early) this.#onChange(change);
  }

  #onFailure(error: unknown): void {
    this.#phase = 'off';
    this.#early = [];
    // Without a helper the supervisor's state tells more than this failure.
    if (error instanceof HelperUnavailable) return;
    this.#log.warn(`The inventory could not be read: ${errorLine(error)}`);
    this.#failed = true;
    this.#statusChanged.fire(undefined);
    if (this.#wanted) this.#retryTimer = setTimeout(() => void this.#ask('inventory/watch'), this.#retryDelay);
  }

  #onChange(change: InventoryChange): void {
    if (this.#phase === 'off') return;
    if (this.#phase === 'asked') {
      this.#early.push(change);
      return;
    }
    if (change.sequence <= this.#sequence) return;
    if (change.sequence !== this.#sequence + 1) {
      this.#log.warn(`inventory: change ${change.sequence} after ${this.#sequence}; asking for everything`);
      void this.#ask('inventory/watch');
      return;
    }
    this.#sequence = change.sequence;
    const next = new Map(this.#containers);
    for (const id of change.removed) next.delete(id);
    this.#omitted = change.omitted ?? 0;
    for (const container of change.changed) next.set(container.id, container);
    this.#replace(next);
  }

  #replace(next: ReadonlyMap<string, Container>): void {
    const previous = this.#containers;
    this.#containers = next;
    const added: string[] = [];
    const changed: string[] = [];
    for (const [id, container] of next) {
      const before = previous.get(id);
      if (before === undefined) added.push(id);
      else if (!isSameData(before, container)) changed.push(id);
    }
    const removed = [...previous.keys()].filter((id) => !next.has(id));
    if (added.length + changed.length + removed.length > 0) this.#changed.fire({ added, changed, removed });
  }
}
