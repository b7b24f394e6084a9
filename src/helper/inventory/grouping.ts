import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { Ancestor, LauncherMatch, RecordedContainer, Runtime } from '../runtimes/runtime.ts';
import { type ChainLink, type Chains, chains, placeOfLink, type RegisteredCgroup } from './chains.ts';
import { ownCgroupPath } from './own-cgroup.ts';
import { type NamespaceKeys, namespaceKeys } from './namespace-keys.ts';
import type { ProcessRecord } from './process-table.ts';

/** A container or sandbox, found in the kernel and not yet named. */
export interface Group {
  /** Stable while the container lives. */
  readonly key: ByteString;
  readonly kind: 'container' | 'sandbox';
  readonly runtime: RuntimeId;
  readonly parent: Group | undefined;
  readonly containerId: ByteString | undefined;
  readonly podId: ByteString | undefined;
  /** The container's own cgroup, if it has one. */
  readonly path: ByteString | undefined;
  /** The OCI bundle, where the runtime's record tells it. */
  readonly bundle: ByteString | undefined;
  /** The program that started a sandbox, in a word. */
  readonly label: string | undefined;
  readonly init: ProcessRecord;
  readonly ancestors: readonly Ancestor[];
  readonly members: readonly ProcessRecord[];
}

export interface GroupingInput {
  readonly records: ReadonlyMap<number, ProcessRecord>;
  readonly hostPidNamespace: number;
  readonly runtimes: readonly Runtime[];
  readonly recorded: readonly (RecordedContainer & { readonly runtime: RuntimeId })[];
  /** The inode of a process's mount namespace, or a negative errno. */
  readonly mountNamespace: (pid: number) => number;
}

/** How far up from an init a launcher is looked for. */
const LAUNCHER_DISTANCE = 4;

interface Draft {
  key: ByteString;
  kind: 'container' | 'sandbox';
  runtime: RuntimeId;
  parent: Draft | undefined;
  link: ChainLink | undefined;
  label: string | undefined;
  init: ProcessRecord;
  namespace: number | undefined;
  members: ProcessRecord[];
}

/**
 * Finds the containers among all processes: first those that a cgroup path, a record or a launcher names, checked
 * against the namespaces; then whatever else lives in another pid namespace than what surrounds it.
 *
 * Pure: it reads nothing but the mount namespaces of the few inits where the pid namespace does not decide.
 */
export function groupProcesses(input: GroupingInput): readonly Group[] {
  const { records } = input;
  const keys = namespaceKeys(records, input.hostPidNamespace);
  const launchers = new Launchers(input.runtimes, records);
  const chainOf = chains(input.runtimes, registerCgroups(input, launchers));

  const owner = new Map<ProcessRecord, Draft | undefined>();
  const drafts = draftContainers(input, keys, launchers, chainOf, owner);
  const all = [...drafts, ...splitSandboxes(input, keys, launchers, drafts, owner)];
  for (const [record, draft] of owner) draft?.members.push(record);

  const groups = new Map<Draft, Group>();
  const finish = (draft: Draft): Group => {
    const done = groups.get(draft);
    if (done !== undefined) return done;
    const group: Group = {
      key: draft.key,
      kind: draft.kind,
      runtime: draft.runtime,
      parent: draft.parent && finish(draft.parent),
      containerId: draft.link?.containerId,
      podId: draft.link?.podId,
      path: draft.link?.path ?? ownCgroupPath(draft.init.cgroup, records.get(draft.init.parentPid)?.cgroup ?? ''),
      bundle: draft.link?.bundle,
      label: draft.label,
      init: draft.init,
      ancestors: launchers.ancestors(draft.init),
      members: draft.members,
    };
    groups.set(draft, group);
    return group;
  };
  return all.map(finish);
}

/** Cgroups that are a container's for another reason than their name: a shim started it, or a runtime recorded it. */
function registerCgroups(input: GroupingInput, launchers: Launchers): ReadonlyMap<ByteString, RegisteredCgroup> {
  const registered = new Map<ByteString, RegisteredCgroup>();
  const chainByName = chains(input.runtimes, new Map());
  for (const record of input.records.values()) {
    const parent = launchers.owningParent(record);
    if (parent === undefined || entersByName(chainByName, record, parent.record)) continue;
    const path = ownCgroupPath(record.cgroup, parent.record.cgroup);
    if (path !== undefined) registered.set(path, { runtime: parent.runtime, containerId: lastSegment(path) });
  }
  for (const container of input.recorded) {
    const init = input.records.get(container.init.pid);
    if (init?.startTime !== container.init.startTime) continue;
    const parent = input.records.get(init.parentPid);
    if (entersByName(chainByName, init, parent)) continue;
    const path = ownCgroupPath(init.cgroup, parent?.cgroup ?? '');
    if (path !== undefined && !registered.has(path)) registered.set(path, container);
  }
  return registered;
}

/**
 * Whether the way from a launcher to what it started leads into a cgroup that tells by its name what it is. The init
 * may stand further below then (`docker-H.scope/init.scope`), and that is no container of its own.
 */
function entersByName(chainOf: Chains, record: ProcessRecord, launcher: ProcessRecord | undefined): boolean {
  const around = new Set(chainOf(launcher?.cgroup ?? '').map(({ key }) => key));
  return chainOf(record.cgroup).some(({ key, weak }) => !weak && !around.has(key));
}

function draftContainers(
  input: GroupingInput,
  keys: NamespaceKeys,
  launchers: Launchers,
  chainOf: Chains,
  owner: Map<ProcessRecord, Draft | undefined>,
): readonly Draft[] {
  const members = new Map<ByteString, { link: ChainLink; outer: readonly ChainLink[]; records: ProcessRecord[] }>();
  for (const record of input.records.values()) {
    if (record.kernelThread) continue;
    owner.set(record, undefined);
    const chain = chainOf(record.cgroup);
    for (const [depth, link] of chain.entries()) {
      const place = placeOfLink(link);
      let found = members.get(place);
      if (found === undefined) members.set(place, (found = { link, outer: chain.slice(0, depth), records: [] }));
      found.records.push(record);
    }
  }
  const found = [...members.values()].flatMap(({ link, outer, records }) => {
    const init = initOf(records, input.records);
    return init === undefined || records.every(isDead) ? [] : [{ link, outer, records, init }];
  });
  // Outer containers first: whether a link is a container depends on what is around it. Then the older ones.
  found.sort((a, b) => a.outer.length - b.outer.length || (isOlder(a.init, b.init) ? -1 : 1));
  const confirmed = new Map<ByteString, Draft>();
  const taken = new Set<ByteString>();
  for (const { link, outer, records, init } of found) {
    const parent = outer.map((around) => confirmed.get(placeOfLink(around))).findLast((draft) => draft !== undefined);
    if (!isContainer(input, keys, launchers, link, init, parent)) continue;
    // Two users may give the same name, and anybody may copy an id: the oldest bears it alone.
    const key = taken.has(link.key) ? `${link.key}/@${link.path}` : link.key;
    taken.add(link.key);
    const draft: Draft = {
      key,
      kind: 'container',
      runtime: link.runtime,
      parent,
      link,
      label: undefined,
      init,
      namespace: keys(init),
      members: [],
    };
    confirmed.set(placeOfLink(link), draft);
    // Inner containers come later in the order and take their processes over.
    for (const record of records) owner.set(record, draft);
  }
  return [...confirmed.values()];
}

/** The process whose parent is outside; of several (an exec comes from outside too) the oldest. */
function initOf(
  members: readonly ProcessRecord[],
  records: ReadonlyMap<number, ProcessRecord>,
): ProcessRecord | undefined {
  const inside = new Set(members);
  let init: ProcessRecord | undefined;
  for (const record of members) {
    const parent = records.get(record.parentPid);
    // A parent that is younger bears a pid that was used again.
    if (parent !== undefined && inside.has(parent) && parent.startTime <= record.startTime) continue;
    if (init === undefined || isOlder(record, init)) init = record;
  }
  return init;
}

/** Ended, and only waiting for its parent to notice: nothing lives in its namespaces any more. */
function isDead({ state }: ProcessRecord): boolean {
  return state === 'zombie' || state === 'dead';
}

function isOlder(a: ProcessRecord, b: ProcessRecord): boolean {
  return a.startTime < b.startTime || (a.startTime === b.startTime && a.pid < b.pid);
}

/** A path is a hint: a container also has a pid or mount namespace of its own. What is hidden from us is believed. */
function isContainer(
  input: GroupingInput,
  keys: NamespaceKeys,
  launchers: Launchers,
  link: ChainLink,
  init: ProcessRecord,
  parent: Draft | undefined,
): boolean {
  if (link.weak && launchers.owningParent(init)?.runtime !== link.runtime) return false;
  // The cgroup on record holds others too (a session's, say): it is not the container's own.
  if (link.init !== undefined && link.init.pid !== init.pid) return false;
  const outside = parent?.namespace ?? input.hostPidNamespace;
  const inside = keys(init);
  if (inside !== undefined && inside !== outside) return true;
  const mount = input.mountNamespace(init.pid);
  const around = parent?.init ?? input.records.get(init.parentPid);
  const outerMount = around === undefined ? mount : input.mountNamespace(around.pid);
  return mount < 0 || outerMount < 0 || mount !== outerMount;
}

/** What lives in a pid namespace that belongs neither to its container nor to the host: a sandbox per namespace. */
function splitSandboxes(
  input: GroupingInput,
  keys: NamespaceKeys,
  launchers: Launchers,
  containers: readonly Draft[],
  owner: Map<ProcessRecord, Draft | undefined>,
): readonly Draft[] {
  const byNamespace = new Map<number, Draft>();
  for (const draft of containers) {
    if (draft.namespace === undefined || draft.namespace === input.hostPidNamespace) continue;
    const known = byNamespace.get(draft.namespace);
    if (known === undefined || isOlder(draft.init, known.init)) byNamespace.set(draft.namespace, draft);
  }
  const strangers = new Map<number, ProcessRecord[]>();
  for (const [record, draft] of owner) {
    const namespace = keys(record);
    const expected = draft === undefined ? input.hostPidNamespace : draft.namespace;
    if (namespace === undefined || expected === undefined || namespace === expected) continue;
    if (namespace === input.hostPidNamespace) continue;
    const known = byNamespace.get(namespace);
    // Somebody entered a container from outside: it lives in the container's namespace, so it is shown there.
    if (known !== undefined) {
      owner.set(record, known);
      continue;
    }
    const members = strangers.get(namespace);
    if (members === undefined) strangers.set(namespace, [record]);
    else members.push(record);
  }
  const sandboxes: Draft[] = [];
  for (const [namespace, members] of strangers) {
    const init = initOf(members, input.records);
    if (init === undefined || members.every(isDead)) continue;
    const launcher = launchers.launcherOf(init);
    const draft: Draft = {
      key: `/sandbox:${init.pid}-${init.startTime}`,
      kind: launcher?.match.kind ?? 'sandbox',
      runtime: launcher?.runtime ?? 'unknown',
      parent: undefined,
      link: undefined,
      label: launcher?.match.label,
      init,
      namespace,
      members: [],
    };
    sandboxes.push(draft);
    byNamespace.set(namespace, draft);
    for (const record of members) owner.set(record, draft);
  }
  for (const draft of sandboxes) {
    const around = input.records.get(draft.init.parentPid);
    // A parent that is younger bears a pid that was used again.
    const parent = around !== undefined && around.startTime <= draft.init.startTime ? owner.get(around) : undefined;
    if (!isWithin(parent, draft)) draft.parent = parent;
  }
  return sandboxes;
}

/** Whether a container is another one or stands in it: of pids that are used again a circle of parents may come. */
function isWithin(inner: Draft | undefined, outer: Draft): boolean {
  for (let draft = inner; draft !== undefined; draft = draft.parent) if (draft === outer) return true;
  return false;
}

/** Looks for the program that started a container, among the ancestors of its init. */
class Launchers {
  readonly #runtimes: readonly Runtime[];
  readonly #records: ReadonlyMap<number, ProcessRecord>;
  /** By the parent's name alone: whether it owns the cgroups of what it starts. */
  readonly #owning = new Map<ByteString, { runtime: RuntimeId; match: LauncherMatch } | undefined>();

  constructor(runtimes: readonly Runtime[], records: ReadonlyMap<number, ProcessRecord>) {
    this.#runtimes = runtimes;
    this.#records = records;
  }

  /** The nearest processes outside, parent first. */
  ancestors(init: ProcessRecord): readonly Ancestor[] {
    const found: Ancestor[] = [];
    let record = this.#records.get(init.parentPid);
    while (record !== undefined && found.length < LAUNCHER_DISTANCE) {
      found.push({ pid: record.pid, comm: record.comm });
      record = this.#records.get(record.parentPid);
    }
    return found;
  }

  launcherOf(init: ProcessRecord): { runtime: RuntimeId; match: LauncherMatch } | undefined {
    return this.#match(this.ancestors(init));
  }

  /** The parent, where it is a program that gives each container a cgroup of its own. */
  owningParent(record: ProcessRecord): { record: ProcessRecord; runtime: RuntimeId } | undefined {
    const parent = this.#records.get(record.parentPid);
    if (parent === undefined || parent.kernelThread) return undefined;
    let found = this.#owning.get(parent.comm);
    if (found === undefined && !this.#owning.has(parent.comm)) {
      found = this.#match([{ pid: parent.pid, comm: parent.comm }]);
      this.#owning.set(parent.comm, found);
    }
    return found?.match.ownsCgroup === true ? { record: parent, runtime: found.runtime } : undefined;
  }

  #match(ancestors: readonly Ancestor[]): { runtime: RuntimeId; match: LauncherMatch } | undefined {
    for (const runtime of this.#runtimes) {
      const match = runtime.matchLauncher?.(ancestors);
      if (match !== undefined) return { runtime: runtime.id, match };
    }
    return undefined;
  }
}

function lastSegment(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}
