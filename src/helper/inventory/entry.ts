import type { EffectiveLimit } from '../../shared/model/cgroup.ts';
import type { Container } from '../../shared/model/container.ts';
import type { NamespaceMembership } from '../../shared/model/namespace.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { display, ownText } from '../../shared/text/display.ts';
import type { ContainerCgroups } from '../cgroup/container-cgroups.ts';
import type { FreezerState } from '../cgroup/freezer.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Description } from '../runtimes/runtime.ts';
import { containerIdOf } from './container-id.ts';
import { fallbackName } from './fallback-name.ts';
import type { Group } from './grouping.ts';
import type { NamespaceIds } from './namespaces.ts';
import type { ProcessRecord } from './process-table.ts';

/** What is read once of the init of a container, and again while it settles. */
export interface InitFacts {
  readonly namespaces: NamespaceIds;
  readonly uid: Reading<number>;
  readonly pids: Reading<readonly number[]>;
}

/** What changes while nothing comes or goes. */
export interface Figures {
  readonly memory: EffectiveLimit;
  readonly freezer: FreezerState;
}

export interface Entry {
  readonly group: Group;
  readonly description: Description;
  readonly cgroups: ContainerCgroups;
  readonly init: InitFacts;
  figures: Figures;
}

export function readIdentity(proc: ProcessReader, pid: number): Pick<InitFacts, 'uid' | 'pids'> {
  const status = proc.status(pid);
  if (typeof status === 'number') return { uid: unreadFromErrno(status), pids: unreadFromErrno(status) };
  return {
    uid: status.uid === undefined ? unread('error') : { value: status.uid },
    pids: status.pids.length === 0 ? unread('unsupported') : { value: status.pids },
  };
}

/** Puts what is known of a container into the words of the wire. All text becomes fit for display here. */
export function toContainer(
  { group, description, cgroups, init, figures }: Entry,
  parent: Group | undefined,
  namespaces: readonly NamespaceMembership[],
): Container {
  const containerId = description.containerId ?? group.containerId;
  const { pod } = description;
  const { heldBy: frozenBy } = figures.freezer;
  const podId = pod?.id ?? group.podId;
  const named =
    description.name === undefined
      ? fallbackName(group, containerId)
      : { name: display(description.name, 512), source: description.nameSource ?? 'runtime' };
  return {
    id: containerIdOf(group.key),
    kind: group.kind,
    runtime: description.runtime ?? group.runtime,
    name: named.name,
    nameSource: named.source,
    ...(group.label === undefined ? {} : { launcher: ownText(group.label) }),
    ...(containerId === undefined ? {} : { runtimeContainerId: display(containerId, 512) }),
    ...(description.image === undefined ? {} : { image: display(description.image, 1024) }),
    ...(podId === undefined
      ? {}
      : {
          pod: {
            id: display(podId, 512),
            ...(pod?.name === undefined ? {} : { name: display(pod.name, 512) }),
            ...(pod?.namespace === undefined ? {} : { namespace: display(pod.namespace, 512) }),
          },
        }),
    ...(parent === undefined ? {} : { parent: containerIdOf(parent.key) }),
    state: figures.freezer.frozen ? 'frozen' : 'running',
    ...(frozenBy === undefined ? {} : { frozenBy }),
    init: { pid: group.init.pid, startTime: group.init.startTime },
    initComm: display(group.init.comm),
    initUid: init.uid,
    initPids: init.pids,
    cgroups: cgroups.memberships(),
    namespaces,
    processCount: group.members.length,
    processRevision: revisionOf(group.members),
    memory: figures.memory,
  };
}

/** A number that differs when a process came, went or changed its program; independent of their order. */
export function revisionOf(members: readonly ProcessRecord[]): number {
  let revision = 0;
  for (const { pid, startTime, version } of members) {
    let mixed = Math.imul(pid, 0x9e3779b1) ^ Math.imul(startTime, 0x85ebca6b) ^ Math.imul(version + 1, 0xc2b2ae35);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
    revision = (revision + (mixed ^ (mixed >>> 13))) | 0;
  }
  return revision;
}
