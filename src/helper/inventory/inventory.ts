import type { InventoryChange, InventorySnapshot } from '../../shared/protocol/helper.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import type { LimitsReader } from '../cgroup/limits.ts';
import type { Entry } from './entry.ts';
import { Inits } from './inits.ts';
import { Names } from './names.ts';
import { namespacesOf } from './namespaces.ts';
import { Publication } from './publication.ts';
import { Scan, type ScanParts } from './scan.ts';
import { Slices } from './slices.ts';
import { Survey } from './survey.ts';

export interface InventoryParts extends ScanParts {
  readonly hierarchies: Hierarchies;
  readonly limits: LimitsReader;
  /** The device of nsfs. */
  readonly namespaceDevice: number;
}

/** Memory use and freezer state are read so often, in ms. */
const FIGURES_MS = 1000;
/** Names are asked again so often, in ms. */
const NAMES_MS = 60_000;

/**
 * The containers of this machine: scan, group, name, compare with the last state. One `update` at a time; each costs
 * next to nothing while no process comes or goes.
 */
export class Inventory {
  readonly #names: Names;
  readonly #scan: Scan;
  readonly #survey: Survey;
  readonly #publication: Publication;
  #entries: ReadonlyMap<string, Entry> = new Map();
  #figuresAt = -Infinity;
  #namedAt = performance.now();
  #dirty = true;
  #working: Promise<InventoryChange | undefined> = Promise.resolve(undefined);

  /** @param renamed called when a name arrived: the next `update` shows it */
  constructor(parts: InventoryParts, renamed: () => void) {
    const { proc, namespaceDevice } = parts;
    this.#names = new Names(parts.runtimes, parts.context, () => {
      this.#dirty = true;
      renamed();
    });
    const privileged = proc.namespaceInode(1, 'mnt') > 0;
    const host = namespacesOf(proc, privileged ? 1 : 'self', namespaceDevice);
    this.#scan = new Scan(parts, 'value' in host.pid ? host.pid.value.ino : 0);
    this.#survey = new Survey({ ...parts, names: this.#names, inits: new Inits(proc, namespaceDevice) });
    this.#publication = new Publication(host);
  }

  snapshot(): InventorySnapshot {
    return { ...this.#publication.snapshot(), ...this.#omission() };
  }

  /** True while a new container is held back until its name arrives. */
  get awaitingNames(): boolean {
    return this.#survey.held > 0;
  }

  /** True while runtimes are being asked for names. */
  get askingNames(): boolean {
    return this.#names.asking;
  }

  entry(containerId: string): Entry | undefined {
    return this.#entries.get(containerId);
  }

  /** All containers that are listed. */
  entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** Has the next `update` read memory use and freezer state, however lately it was done: they were changed. */
  expireFigures(): void {
    this.#figuresAt = -Infinity;
  }

  /**
   * Brings the state up to date.
   *
   * @param thorough read every process and every name again
   * @param look false: only show the names that came meanwhile
   * @returns what changed, if anything did
   */
  update(thorough: boolean, look = true): Promise<InventoryChange | undefined> {
    const work = () => (look ? this.#update(thorough) : this.#show(performance.now()));
    const next = this.#working.then(work, work);
    this.#working = next;
    return next;
  }

  #omission(): { readonly omitted?: number } {
    const { omitted } = this.#survey;
    return omitted === 0 ? {} : { omitted };
  }

  async #update(thorough: boolean): Promise<InventoryChange | undefined> {
    const now = performance.now();
    if (thorough || now - this.#namedAt >= NAMES_MS) {
      this.#names.askAgain();
      this.#namedAt = now;
      this.#dirty = true;
    }
    if (await this.#scan.update(now, thorough, this.#figuresDue(now))) this.#dirty = true;
    return this.#show(now);
  }

  #figuresDue(now: number): boolean {
    return now - this.#figuresAt >= FIGURES_MS;
  }

  async #show(now: number): Promise<InventoryChange | undefined> {
    const figuresDue = this.#figuresDue(now);
    if (!this.#dirty && !figuresDue) return undefined;
    this.#dirty = false;
    // Before they are read: what makes them expire meanwhile counts.
    if (figuresDue) this.#figuresAt = now;
    const slices = new Slices();
    const look = { now, figuresDue, initsDue: this.#scan.sweptAt(now), slices };
    const entries = await this.#survey.entries(this.#scan.groups, this.#entries, look);
    if (this.awaitingNames) this.#dirty = true;
    const change = await this.#publication.update(entries, slices);
    this.#entries = entries;
    return change === undefined ? undefined : { ...change, ...this.#omission() };
  }
}
