import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from '../../shared/model/container.ts';
import type { NamespaceMembership } from '../../shared/model/namespace.ts';
import type { InventoryChange, InventorySnapshot } from '../../shared/protocol/helper.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ContainerCgroups } from '../cgroup/container-cgroups.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import type { LimitsReader } from '../cgroup/limits.ts';
import type { LevelMemo } from '../cgroup/effective-limit.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { RecordedContainer, Runtime, RuntimeContext } from '../runtimes/runtime.ts';
import type { RuntimeId } from '../../shared/model/container.ts';
import { containerIdOf } from './container-id.ts';
import { type Entry, type Figures, type InitFacts, readIdentity, revisionOf, toContainer } from './entry.ts';
import { type Group, groupProcesses } from './grouping.ts';
import type { IdleCheck } from './idle-check.ts';
import { keep } from './keep.ts';
import { Names } from './names.ts';
import { memberships, type NamespaceIds, namespacesOf } from './namespaces.ts';
import type { ProcessTable } from './process-table.ts';
import { inSlices, Slices } from './slices.ts';

export interface InventoryParts {
  readonly proc: ProcessReader;
  readonly table: ProcessTable;
  readonly idle: IdleCheck;
  readonly runtimes: readonly Runtime[];
  readonly context: RuntimeContext;
  readonly hierarchies: Hierarchies;
  readonly limits: LimitsReader;
  /** The device of nsfs. */
  readonly namespaceDevice: number;
}

/** Everything is read again so often, in ms: it finds what `setns` and moves between cgroups hide. */
const SWEEP_MS = 10_000;
/** Memory use and freezer state are read so often, in ms. */
const FIGURES_MS = 1000;
/** Names are asked again so often, in ms. */
const NAMES_MS = 60_000;
/**
 * So many containers are listed at the most: anybody may make namespaces, and a list of more than these serves nobody.
 * Containers stand before sandboxes.
 */
const CONTAINER_LIMIT = 2000;
/** Records on disk are waited for so long, in ms: a folder that hangs must not hold up the list. */
const RECORDS_MS = 1000;
/** A new container waits so long, in ms, for its name before it is shown without one. */
const NAME_PATIENCE_MS = 400;
/** An init is read again for so long, in ms: a runtime unshares and drops its user after it starts it. */
const INIT_SETTLING_MS = 3000;
/** So many containers are prepared before others get their turn. */
const PREPARED_AT_ONCE = 8;
/** Two looks so soon after each other, in ms, read an init once: names arrive in bunches. */
const INIT_AGAIN_MS = 250;

interface Published {
  readonly container: Container;
  readonly scopes: readonly NamespaceMembership[];
  readonly facts: readonly unknown[];
}

interface Scopes {
  readonly of: ReadonlyMap<string, NamespaceIds>;
  readonly found: ReadonlyMap<string, readonly NamespaceMembership[]>;
}

interface KnownInit {
  readonly initKey: string;
  readonly since: number;
  readonly readAt: number;
  readonly facts: InitFacts;
}

/** What was read of a container while it waited for its name. */
interface Prepared {
  readonly at: number;
  readonly cgroups: ContainerCgroups;
  readonly figures: Figures;
}

/**
 * The containers of this machine: scan, group, name, compare with the last state. One `update` at a time; each costs
 * next to nothing while no process comes or goes.
 */
export class Inventory {
  readonly #parts: InventoryParts;
  readonly #names: Names;
  readonly #host: NamespaceIds;
  readonly #inits = new Map<ByteString, KnownInit>();
  readonly #prepared = new Map<ByteString, Prepared>();
  #groups: readonly Group[] = [];
  #recorded: readonly (RecordedContainer & { runtime: RuntimeId })[] = [];
  #entries = new Map<string, Entry>();
  /** Since when a container is known, by its key and its init: one that is started again waits for its name again. */
  #firstSeen = new Map<ByteString, { readonly initKey: string; readonly since: number }>();
  #containers = new Map<string, Published>();
  #scopes: Scopes = { of: new Map(), found: new Map() };
  #sequence = 0;
  #hasLooked = false;
  #sweptAt = -Infinity;
  #figuresAt = -Infinity;
  #namedAt = performance.now();
  #dirty = true;
  #held = 0;
  #omitted = 0;
  #working: Promise<InventoryChange | undefined> = Promise.resolve(undefined);

  /** @param renamed called when a name arrived: the next `update` shows it */
  constructor(parts: InventoryParts, renamed: () => void) {
    this.#parts = parts;
    this.#names = new Names(parts.runtimes, parts.context, () => {
      this.#dirty = true;
      renamed();
    });
    const { proc, namespaceDevice } = parts;
    const privileged = proc.namespaceInode(1, 'mnt') > 0;
    this.#host = namespacesOf(proc, privileged ? 1 : 'self', namespaceDevice);
  }

  snapshot(): InventorySnapshot {
    const containers = [...this.#containers.values()].map(({ container }) => container);
    return { sequence: this.#sequence, containers, ...this.#omission() };
  }

  /** True while a new container is held back until its name arrives. */
  get awaitingNames(): boolean {
    return this.#held > 0;
  }

  /** True while runtimes are being asked for names. */
  get askingNames(): boolean {
    return this.#names.asking;
  }

  entry(containerId: string): Entry | undefined {
    return this.#entries.get(containerId);
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
    return this.#omitted === 0 ? {} : { omitted: this.#omitted };
  }

  async #update(thorough: boolean): Promise<InventoryChange | undefined> {
    const now = performance.now();
    if (thorough || now - this.#namedAt >= NAMES_MS) {
      this.#names.askAgain();
      this.#namedAt = now;
      this.#dirty = true;
    }
    const figuresDue = now - this.#figuresAt >= FIGURES_MS;
    const sweep = thorough || now - this.#sweptAt >= SWEEP_MS || (figuresDue && this.#someInitReplaced());
    try {
      await this.#readProcesses(now, sweep);
    } catch (error) {
      // What came and went is not told twice: the next look reads everything.
      this.#sweptAt = -Infinity;
      throw error;
    }
    return this.#show(now);
  }

  async #show(now: number): Promise<InventoryChange | undefined> {
    const figuresDue = now - this.#figuresAt >= FIGURES_MS;
    if (!this.#dirty && !figuresDue) return undefined;
    this.#dirty = false;
    const slices = new Slices();
    const entries = await this.#entriesOf(now, figuresDue, slices);
    this.#hasLooked = true;
    if (figuresDue) this.#figuresAt = now;
    return this.#publish(entries, slices);
  }

  async #readProcesses(now: number, sweep: boolean): Promise<void> {
    const { table, idle } = this.#parts;
    const moved = idle.changed();
    if (!sweep && !moved && !table.settling(now)) return;
    // The reader process looks for records beside the scan.
    const records = moved || sweep ? this.#readRecords() : undefined;
    records?.catch(() => undefined);
    // What was asked of it leaves at the end of this turn.
    await Promise.resolve();
    if (sweep) this.#sweptAt = now;
    const changed = await table.update(now, sweep);
    if (!changed && !sweep) return;
    if (records !== undefined) {
      this.#recorded = await Promise.race([records, sleep(RECORDS_MS, this.#recorded, { ref: false })]);
    }
    const grouping = groupProcesses({
      records: table.records,
      hostPidNamespace: 'value' in this.#host.pid ? this.#host.pid.value.ino : 0,
      runtimes: this.#parts.runtimes,
      recorded: this.#recorded,
      mountNamespace: (pid) => this.#parts.proc.namespaceInode(pid, 'mnt'),
    });
    this.#groups = await inSlices(grouping);
    this.#dirty = true;
  }

  /** A pid can be used again between two looks, by another process: the start time tells. */
  #someInitReplaced(): boolean {
    return this.#groups.some(({ init }) => {
      const stat = this.#parts.proc.stat(init.pid);
      return typeof stat !== 'number' && stat.startTime !== init.startTime;
    });
  }

  async #readRecords() {
    const { runtimes, context } = this.#parts;
    const found = await Promise.all(
      runtimes.map(async (runtime) => {
        // A runtime whose records cannot be read hides its own containers at the most.
        const containers = (await runtime.recorded?.(context).catch(() => [])) ?? [];
        return containers.map((container) => ({ ...container, runtime: runtime.id }));
      }),
    );
    return found.flat();
  }

  async #entriesOf(now: number, figuresDue: boolean, slices: Slices): Promise<Map<string, Entry>> {
    const entries = new Map<string, Entry>();
    const memo: LevelMemo = new Map();
    const keys = new Set<ByteString>();
    const held: Group[] = [];
    this.#omitted = 0;
    for (const group of this.#groups) {
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
      const known = this.#entries.get(id) ?? this.#preparedOf(group, now);
      const cgroups = this.#cgroupsOf(group, known?.cgroups);
      const figures =
        known !== undefined && !figuresDue ? known.figures : keep(known?.figures, this.#figuresOf(cgroups, memo));
      entries.set(id, { group, description, cgroups, init: this.#initOf(group, now), figures });
    }
    this.#held = held.length;
    await this.#prepare(held, now, memo, slices);
    this.#forget(keys, entries);
    return entries;
  }

  /**
   * Reads what can be read of containers while their names are asked for: at the first look, where many wait. One that
   * appears later has just been started, and its runtime sets its limits only now.
   */
  async #prepare(held: readonly Group[], now: number, memo: LevelMemo, slices: Slices): Promise<void> {
    if (this.#hasLooked) return;
    for (const [index, group] of held.entries()) {
      // Answers with names come meanwhile, and each makes room for the next question.
      if (slices.due() || index % PREPARED_AT_ONCE === 0) await slices.pause();
      if (this.#preparedOf(group, now) !== undefined) continue;
      const cgroups = this.#cgroupsOf(group, undefined);
      this.#prepared.set(group.key, { at: now, cgroups, figures: this.#figuresOf(cgroups, memo) });
      this.#initOf(group, now);
    }
  }

  #preparedOf({ key }: Group, now: number): Prepared | undefined {
    const prepared = this.#prepared.get(key);
    return prepared !== undefined && now - prepared.at < FIGURES_MS ? prepared : undefined;
  }

  #figuresOf(cgroups: ContainerCgroups, memo: LevelMemo): Figures {
    return { memory: this.#parts.limits.memory(cgroups, memo), frozen: this.#parts.limits.isFrozen(cgroups) };
  }

  /** `undefined` while it is worth waiting for the name. */
  #describe(group: Group, now: number) {
    const initKey = initKeyOf(group);
    const seen = this.#firstSeen.get(group.key);
    const since = seen?.initKey === initKey ? seen.since : now;
    this.#firstSeen.set(group.key, { initKey, since });
    const description = this.#names.of(group, now);
    if (description !== undefined) return description;
    if (now - since >= NAME_PATIENCE_MS) return {};
    this.#dirty = true;
    this.#held += 1;
    return undefined;
  }

  #cgroupsOf({ init, path, ownsCgroup }: Group, known: ContainerCgroups | undefined): ContainerCgroups {
    const outside = ownsCgroup ? (this.#parts.table.records.get(init.parentPid)?.cgroup ?? '') : init.cgroup;
    if (known?.isOf(init.cgroup, path, outside) === true) return known;
    return new ContainerCgroups(this.#parts.hierarchies, init.cgroup, path, outside);
  }

  #initOf(group: Group, now: number): InitFacts {
    const initKey = initKeyOf(group);
    const known = this.#inits.get(group.key);
    const same = known?.initKey === initKey ? known : undefined;
    if (same !== undefined && this.#sweptAt !== now) {
      const isSettled = now - same.since >= INIT_SETTLING_MS;
      // The look may have begun long ago.
      if (isSettled || performance.now() - same.readAt < INIT_AGAIN_MS) return same.facts;
    }
    const { proc, namespaceDevice } = this.#parts;
    const facts = keep(same?.facts, {
      namespaces: namespacesOf(proc, group.init.pid, namespaceDevice),
      ...readIdentity(proc, group.init.pid),
    });
    this.#inits.set(group.key, { initKey, since: same?.since ?? now, readAt: performance.now(), facts });
    return facts;
  }

  #forget(keys: ReadonlySet<ByteString>, entries: ReadonlyMap<string, Entry>): void {
    this.#names.keepOnly(keys);
    this.#parts.limits.keepOnly(entries);
    for (const map of [this.#firstSeen, this.#inits]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
    for (const key of this.#prepared.keys()) {
      if (!keys.has(key) || entries.has(containerIdOf(key))) this.#prepared.delete(key);
    }
  }

  #scopesOf(entries: ReadonlyMap<string, Entry>): Scopes['found'] {
    const of = new Map([...entries].map(([id, entry]) => [id, entry.init.namespaces]));
    const known = this.#scopes.of;
    const same = of.size === known.size && [...of].every(([id, ids]) => known.get(id) === ids);
    if (!same) this.#scopes = { of, found: memberships(of, this.#host) };
    return this.#scopes.found;
  }

  async #publish(entries: Map<string, Entry>, slices: Slices): Promise<InventoryChange | undefined> {
    const namespaces = this.#scopesOf(entries);
    const next = new Map<string, Published>();
    const changed: Container[] = [];
    for (const [id, entry] of entries) {
      if (slices.due()) await slices.pause();
      const known = this.#containers.get(id);
      const parent = listedParent(entry.group, entries);
      const scopes = keep(known?.scopes, namespaces.get(id) ?? []);
      const facts = factsOf(entry, parent, scopes);
      if (known?.facts.every((fact, index) => fact === facts[index]) === true) {
        next.set(id, known);
        continue;
      }
      const container = keep(known?.container, toContainer(entry, parent, scopes));
      next.set(id, { container, scopes, facts });
      if (container !== known?.container) changed.push(container);
    }
    const removed = [...this.#containers.keys()].filter((id) => !next.has(id));
    this.#entries = entries;
    this.#containers = next;
    if (changed.length === 0 && removed.length === 0) return undefined;
    this.#sequence += 1;
    return { sequence: this.#sequence, changed, removed, ...this.#omission() };
  }
}

/** All that a container is told by; as long as each of them is the same, so is the container. */
function factsOf(
  { group, description, cgroups, init, figures }: Entry,
  parent: Group | undefined,
  scopes: readonly NamespaceMembership[],
): readonly unknown[] {
  const { kind, runtime, containerId, podId, path, label, init: first, members } = group;
  return [
    ...[description, cgroups, init, figures, scopes, parent?.key, kind, runtime, containerId, podId, path, label],
    ...[first.pid, first.startTime, first.comm, first.pidNamespace, members.length, revisionOf(members)],
  ];
}

function initKeyOf({ init }: Group): string {
  return `${init.pid} ${init.startTime}`;
}

/** The nearest container around one that is itself in the list: pause containers are not. */
function listedParent(group: Group, entries: ReadonlyMap<string, Entry>): Group | undefined {
  let parent = group.parent;
  while (parent !== undefined && !entries.has(containerIdOf(parent.key))) parent = parent.parent;
  return parent;
}
