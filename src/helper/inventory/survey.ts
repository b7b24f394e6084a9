import type { ByteString } from '../../shared/text/display.ts';
import { ContainerCgroups } from '../cgroup/container-cgroups.ts';
import type { LevelMemo } from '../cgroup/effective-limit.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import type { LimitsReader } from '../cgroup/limits.ts';
import type { Description } from '../runtimes/runtime.ts';
import { containerIdOf } from './container-id.ts';
import type { Entry, Figures } from './entry.ts';
import type { Group } from './grouping.ts';
import { initKeyOf, type Inits } from './inits.ts';
import { keep } from './keep.ts';
import type { Names } from './names.ts';
import type { ProcessTable } from './process-table.ts';
import type { Slices } from './slices.ts';

export interface SurveyParts {
  readonly table: ProcessTable;
  readonly hierarchies: Hierarchies;
  readonly limits: LimitsReader;
  readonly inits: Inits;
  readonly names: Names;
}

/** One look at all containers. */
export interface SurveyLook {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Memory use and freezer state are read, also where they are known. */
  readonly figuresDue: boolean;
  /** The inits are read, also where they are known. */
  readonly initsDue: boolean;
  readonly slices: Slices;
}

/**
 * So many containers are listed at the most: anybody may make namespaces, and a list of more than these serves nobody.
 * Containers stand before sandboxes.
 */
const CONTAINER_LIMIT = 2000;
/** A new container waits so long, in ms, for its name before it is shown without one. */
const NAME_PATIENCE_MS = 400;
/** What was read of a container that waits for its name serves for so long, in ms. */
const PREPARED_MS = 1000;
/** So many containers are prepared before others get their turn. */
const PREPARED_AT_ONCE = 8;

/** What was read of a container while it waited for its name. */
interface Prepared {
  readonly at: number;
  readonly cgroups: ContainerCgroups;
  readonly figures: Figures;
}

/** Puts together what is known of each container: its name, its cgroups, its init and its figures. */
export class Survey {
  readonly #parts: SurveyParts;
  readonly #prepared = new Map<ByteString, Prepared>();
  /** Since when a container is known, by its key and its init: one that is started again waits for its name again. */
  readonly #firstSeen = new Map<ByteString, { readonly initKey: string; readonly since: number }>();
  #hasLooked = false;
  #held = 0;
  #omitted = 0;

  constructor(parts: SurveyParts) {
    this.#parts = parts;
  }

  /** So many new containers are held back until their names arrive. */
  get held(): number {
    return this.#held;
  }

  /** So many are more than the list may hold. */
  get omitted(): number {
    return this.#omitted;
  }

  /** @param known what the look before this gave */
  async entries(
    groups: readonly Group[],
    known: ReadonlyMap<string, Entry>,
    look: SurveyLook,
  ): Promise<Map<string, Entry>> {
    const { now, figuresDue, initsDue, slices } = look;
    const entries = new Map<string, Entry>();
    const memo: LevelMemo = new Map();
    const keys = new Set<ByteString>();
    const held: Group[] = [];
    this.#omitted = 0;
    for (const group of groups) {
      if (slices.due()) await slices.pause();
      if (entries.size >= CONTAINER_LIMIT) {
        this.#omitted += 1;
        continue;
      }
      keys.add(group.key);
      const description = this.#describe(group, now);
      if (description === undefined) held.push(group);
      if (description === undefined || description.infrastructure === true) continue;
      const id = containerIdOf(group.key);
      const before = known.get(id) ?? this.#preparedOf(group, now);
      const cgroups = this.#cgroupsOf(group, before?.cgroups);
      const figures =
        before !== undefined && !figuresDue ? before.figures : keep(before?.figures, this.#figuresOf(cgroups, memo));
      const init = this.#parts.inits.of(group, now, initsDue);
      entries.set(id, { group, description, cgroups, init, figures });
    }
    this.#held = held.length;
    await this.#prepare(held, look, memo);
    this.#forget(keys, entries);
    this.#hasLooked = true;
    return entries;
  }

  /**
   * Reads what can be read of containers while their names are asked for: at the first look, where many wait. One that
   * appears later has just been started, and its runtime sets its limits only now.
   */
  async #prepare(held: readonly Group[], { now, initsDue, slices }: SurveyLook, memo: LevelMemo): Promise<void> {
    if (this.#hasLooked) return;
    for (const [index, group] of held.entries()) {
      // Answers with names come meanwhile, and each makes room for the next question.
      if (slices.due() || index % PREPARED_AT_ONCE === 0) await slices.pause();
      if (this.#preparedOf(group, now) !== undefined) continue;
      const cgroups = this.#cgroupsOf(group, undefined);
      this.#prepared.set(group.key, { at: now, cgroups, figures: this.#figuresOf(cgroups, memo) });
      this.#parts.inits.of(group, now, initsDue);
    }
  }

  #preparedOf({ key }: Group, now: number): Prepared | undefined {
    const prepared = this.#prepared.get(key);
    return prepared !== undefined && now - prepared.at < PREPARED_MS ? prepared : undefined;
  }

  #figuresOf(cgroups: ContainerCgroups, memo: LevelMemo): Figures {
    const { limits } = this.#parts;
    return { memory: limits.memory(cgroups, memo), freezer: limits.freezer(cgroups) };
  }

  /** `undefined` while it is worth waiting for the name. */
  #describe(group: Group, now: number): Description | undefined {
    const initKey = initKeyOf(group);
    const seen = this.#firstSeen.get(group.key);
    const since = seen?.initKey === initKey ? seen.since : now;
    this.#firstSeen.set(group.key, { initKey, since });
    const description = this.#parts.names.of(group, now);
    if (description !== undefined) return description;
    return now - since >= NAME_PATIENCE_MS ? {} : undefined;
  }

  #cgroupsOf({ init, path, ownsCgroup }: Group, known: ContainerCgroups | undefined): ContainerCgroups {
    const outside = ownsCgroup ? (this.#parts.table.records.get(init.parentPid)?.cgroup ?? '') : init.cgroup;
    if (known?.isOf(init.cgroup, path, outside) === true) return known;
    return new ContainerCgroups(this.#parts.hierarchies, init.cgroup, path, outside);
  }

  #forget(keys: ReadonlySet<ByteString>, entries: ReadonlyMap<string, Entry>): void {
    const { names, limits, inits } = this.#parts;
    names.keepOnly(keys);
    limits.keepOnly(entries);
    inits.keepOnly(keys);
    for (const key of this.#firstSeen.keys()) if (!keys.has(key)) this.#firstSeen.delete(key);
    for (const key of this.#prepared.keys()) {
      if (!keys.has(key) || entries.has(containerIdOf(key))) this.#prepared.delete(key);
    }
  }
}
