import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { Ancestor } from '../runtimes/runtime.ts';
import { type ChainLink, type Chains, chains, placeOfLink, type RegisteredCgroup } from './chains.ts';
import { type Draft, type GroupingInput, isWithin } from './draft.ts';
import { initOf, isDead, isOlder } from './init.ts';
import { Launchers } from './launchers.ts';
import { type NamespaceKeys, namespaceKeys } from './namespace-keys.ts';
import { ownCgroupPath } from './own-cgroup.ts';
import type { ProcessRecord } from './process-table.ts';
import { splitSandboxes } from './sandboxes.ts';

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
  /** Whether nobody else stands in the cgroups of its init: otherwise their use and limits are not its own. */
  readonly ownsCgroup: boolean;
  /** The OCI bundle, where the runtime's record tells it. */
  readonly bundle: ByteString | undefined;
  /** The program that started a sandbox, in a word. */
  readonly label: string | undefined;
  readonly init: ProcessRecord;
  readonly ancestors: readonly Ancestor[];
  readonly members: readonly ProcessRecord[];
}

/** About so many processes are looked at between two stops: a millisecond of work. */
const STEP = 64;

/**
 * Finds the containers among all processes: first those that a cgroup path, a record or a launcher names, checked
 * against the namespaces; then whatever else lives in another pid namespace than what surrounds it.
 *
 * Pure: it reads nothing but the mount namespaces of the few inits where the pid namespace does not decide. It stops
 * now and then, so that with thousands of processes others get their turn; the records must stay as they are meanwhile.
 */
export function* groupProcesses(input: GroupingInput): Generator<void, readonly Group[]> {
  const { records } = input;
  const keys = namespaceKeys(records, input.hostPidNamespace);
  const launchers = new Launchers(input.runtimes, records);
  const chainOf = chains(input.runtimes, yield* registerCgroups(input, launchers));

  const owner = new Map<ProcessRecord, Draft | undefined>();
  const drafts = yield* draftContainers(input, keys, launchers, chainOf, owner);
  yield;
  const all = [...drafts, ...splitSandboxes(input, keys, launchers, drafts, owner)];
  yield;
  for (const [record, draft] of owner) draft?.members.push(record);
  const holders = cgroupHolders(owner);

  const groups = new Map<Draft, Group>();
  const finish = (draft: Draft): Group => {
    const done = groups.get(draft);
    if (done !== undefined) return done;
    const ownsCgroup = draft.link !== undefined || holders.get(draft.init.cgroup) === draft;
    const launcherFile = records.get(draft.init.parentPid)?.cgroup ?? '';
    const group: Group = {
      key: draft.key,
      kind: draft.kind,
      runtime: draft.runtime,
      parent: draft.parent && finish(draft.parent),
      containerId: draft.link?.containerId,
      podId: draft.link?.podId,
      path: draft.link?.path ?? (ownsCgroup ? ownCgroupPath(draft.init.cgroup, launcherFile) : undefined),
      ownsCgroup,
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

/** For each content of /proc/PID/cgroup the group that holds all processes with it; `undefined` where it is the host. */
function cgroupHolders(
  owner: ReadonlyMap<ProcessRecord, Draft | undefined>,
): ReadonlyMap<ByteString, Draft | undefined> {
  const holders = new Map<ByteString, Draft | undefined>();
  for (const [{ cgroup }, draft] of owner) {
    holders.set(cgroup, holders.has(cgroup) ? outerOf(holders.get(cgroup), draft) : draft);
  }
  return holders;
}

function outerOf(a: Draft | undefined, b: Draft | undefined): Draft | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (isWithin(a, b)) return b;
  return isWithin(b, a) ? a : undefined;
}

/** Cgroups that are a container's for another reason than their name: a shim started it, or a runtime recorded it. */
function* registerCgroups(
  input: GroupingInput,
  launchers: Launchers,
): Generator<void, ReadonlyMap<ByteString, RegisteredCgroup>> {
  const registered = new Map<ByteString, RegisteredCgroup>();
  const chainByName = chains(input.runtimes, new Map());
  for (const record of input.records.values()) {
    if (record.pid % STEP === 0) yield;
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

function* draftContainers(
  input: GroupingInput,
  keys: NamespaceKeys,
  launchers: Launchers,
  chainOf: Chains,
  owner: Map<ProcessRecord, Draft | undefined>,
): Generator<void, readonly Draft[]> {
  const members = new Map<ByteString, { link: ChainLink; outer: readonly ChainLink[]; records: ProcessRecord[] }>();
  for (const record of input.records.values()) {
    if (record.kernelThread) continue;
    if (record.pid % STEP === 0) yield;
    owner.set(record, undefined);
    const chain = chainOf(record.cgroup);
    for (const [depth, link] of chain.entries()) {
      const place = placeOfLink(link);
      let found = members.get(place);
      if (found === undefined) members.set(place, (found = { link, outer: chain.slice(0, depth), records: [] }));
      found.records.push(record);
    }
  }
  yield;
  const found = [...members.values()].flatMap(({ link, outer, records }) => {
    const init = initOf(records, input.records);
    return init === undefined || records.every(isDead) ? [] : [{ link, outer, records, init }];
  });
  // Outer containers first: whether a link is a container depends on what is around it. Then the older ones.
  found.sort((a, b) => a.outer.length - b.outer.length || (isOlder(a.init, b.init) ? -1 : 1));
  const recorded = new Map(input.recorded.map((container) => [container.init.pid, container]));
  const confirmed = new Map<ByteString, Draft>();
  const taken = new Set<ByteString>();
  for (const [index, { link, outer, records, init }] of found.entries()) {
    if (index % STEP === 0) yield;
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
      link: withRecord(link, init, recorded.get(init.pid)),
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

/** A scope of systemd can bear another name than the container: the runtime's own record knows better. */
function withRecord(
  link: ChainLink,
  init: ProcessRecord,
  record: GroupingInput['recorded'][number] | undefined,
): ChainLink {
  if (record?.runtime !== link.runtime || record.init.startTime !== init.startTime) return link;
  return {
    ...link,
    containerId: record.containerId,
    ...(record.bundle === undefined ? {} : { bundle: record.bundle }),
  };
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

function lastSegment(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}
