import { setTimeout as sleep } from 'node:timers/promises';
import type { InventoryChange, InventorySnapshot } from '../../shared/protocol/helper.ts';
import type { Inventory } from './inventory.ts';

/** So often, in ms, the watcher looks whether a process came or went: half of the second in which a row must appear. */
const INTERVAL_MS = 500;
/** The first snapshot waits so long, in ms, for names. */
const FIRST_NAMES_MS = 500;
/** Names arrive in bunches: one look, so many ms after the first, shows what has come until then. */
const BUNCH_MS = 30;
/** After a failed look the next one waits longer, up to so many ms: with no free file descriptor haste does not help. */
const LONGEST_INTERVAL_MS = 8000;

/** Keeps an inventory current while somebody watches, and costs nothing while nobody does. */
export class Watcher {
  readonly #inventory: Inventory;
  readonly #changed: (change: InventoryChange) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;
  #watching = false;
  #hurried = false;
  #interval = INTERVAL_MS;

  /** @param changed settles when the change has left: the next look waits for it, so that changes never pile up */
  constructor(
    inventory: Inventory,
    changed: (change: InventoryChange) => Promise<void>,
    failed: (error: unknown) => void,
  ) {
    this.#inventory = inventory;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Brings the inventory up to date and keeps it so; `changed` tells what comes after the returned state. */
  async watch(): Promise<InventorySnapshot> {
    this.#wanted = true;
    const snapshot = await this.fresh(false);
    // The view may have been closed while the first look lasted.
    if (this.#isWanted()) {
      this.#watching = true;
      this.#interval = INTERVAL_MS;
      this.#arm(this.#interval);
    }
    return snapshot;
  }

  /** A call, since the compiler takes what stood in a field before an `await` for what stands there after it. */
  #isWanted(): boolean {
    return this.#wanted;
  }

  unwatch(): void {
    this.#wanted = false;
    this.#watching = false;
    this.#hurried = false;
    clearTimeout(this.#timer);
  }

  /** Reads once, names included as far as they come soon. */
  async fresh(thorough: boolean): Promise<InventorySnapshot> {
    const deadline = performance.now() + FIRST_NAMES_MS;
    await this.#update(thorough);
    while (this.#inventory.awaitingNames && performance.now() < deadline) {
      while (this.#inventory.askingNames && performance.now() < deadline) await sleep(10);
      await this.#update(false, false);
    }
    // The scan alone may have taken so long: what waits for its name has waited enough.
    if (this.#inventory.awaitingNames) await this.#update(false, false);
    return this.#inventory.snapshot();
  }

  /** A name arrived: shows it without waiting for the next look. */
  hurry(): void {
    if (!this.#watching || this.#hurried) return;
    this.#hurried = true;
    this.#arm(BUNCH_MS);
  }

  #arm(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), delay);
  }

  async #look(): Promise<void> {
    this.#hurried = false;
    try {
      await this.#update(false);
      this.#interval = INTERVAL_MS;
    } catch (error) {
      this.#interval = Math.min(this.#interval * 2, LONGEST_INTERVAL_MS);
      this.#failed(error);
    }
    if (this.#watching) this.#arm(this.#next());
  }

  #next(): number {
    return this.#hurried ? BUNCH_MS : this.#interval;
  }

  async #update(thorough: boolean, look = true): Promise<void> {
    const change = await this.#inventory.update(thorough, look);
    if (change !== undefined && this.#watching) await this.#changed(change);
  }
}
