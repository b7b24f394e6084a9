import type { Container } from '../../shared/model/container.ts';
import type { NamespaceMembership } from '../../shared/model/namespace.ts';
import type { InventoryChange, InventorySnapshot } from '../../shared/protocol/helper.ts';
import { containerIdOf } from './container-id.ts';
import { type Entry, revisionOf, toContainer } from './entry.ts';
import type { Group } from './grouping.ts';
import { keep } from './keep.ts';
import { memberships, type NamespaceIds } from './namespaces.ts';
import type { Slices } from './slices.ts';

interface Published {
  readonly container: Container;
  readonly scopes: readonly NamespaceMembership[];
  readonly facts: readonly unknown[];
}

interface Scopes {
  readonly of: ReadonlyMap<string, NamespaceIds>;
  readonly found: ReadonlyMap<string, readonly NamespaceMembership[]>;
}

/** What was told of the containers, and how it differs from what is known now. */
export class Publication {
  readonly #host: NamespaceIds;
  #containers = new Map<string, Published>();
  #scopes: Scopes = { of: new Map(), found: new Map() };
  #sequence = 0;

  /** @param host the machine's own namespaces */
  constructor(host: NamespaceIds) {
    this.#host = host;
  }

  snapshot(): InventorySnapshot {
    return { sequence: this.#sequence, containers: [...this.#containers.values()].map(({ container }) => container) };
  }

  /** @returns what changed, if anything did */
  async update(entries: ReadonlyMap<string, Entry>, slices: Slices): Promise<InventoryChange | undefined> {
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
    this.#containers = next;
    if (changed.length === 0 && removed.length === 0) return undefined;
    this.#sequence += 1;
    return { sequence: this.#sequence, changed, removed };
  }

  #scopesOf(entries: ReadonlyMap<string, Entry>): Scopes['found'] {
    const of = new Map([...entries].map(([id, entry]) => [id, entry.init.namespaces]));
    const known = this.#scopes.of;
    const same = of.size === known.size && [...of].every(([id, ids]) => known.get(id) === ids);
    if (!same) this.#scopes = { of, found: memberships(of, this.#host) };
    return this.#scopes.found;
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

/** The nearest container around one that is itself in the list: pause containers are not. */
function listedParent(group: Group, entries: ReadonlyMap<string, Entry>): Group | undefined {
  let parent = group.parent;
  while (parent !== undefined && !entries.has(containerIdOf(parent.key))) parent = parent.parent;
  return parent;
}
