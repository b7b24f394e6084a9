import type { HostilePath } from '../../shared/model/cgroup.ts';
import type { Container } from '../../shared/model/container.ts';
import { valueOf } from '../../shared/model/reading.ts';
import { shellWord } from '../../shared/text/path.ts';
import type { Subject } from '../tree/subject.ts';
import { shellCommand } from './shell-command.ts';

/** What can be copied from a row. The words also stand in the rows' context values. */
export const COPY_KINDS = ['hostPid', 'containerId', 'namespaceInode', 'cgroupPath', 'shellCommand'] as const;

export type CopyKind = (typeof COPY_KINDS)[number];

/** The text to copy, or `undefined` where the row has none of this kind. One line, without control characters. */
export function copyText(kind: CopyKind, subject: Subject): string | undefined {
  switch (kind) {
    case 'hostPid':
      return hostPid(subject);
    case 'containerId':
      return subject.kind === 'container' ? subject.container.runtimeContainerId : undefined;
    case 'namespaceInode':
      return subject.kind === 'namespace' ? valueOf(subject.membership.id)?.ino.toString() : undefined;
    case 'cgroupPath':
      return cgroupPath(subject);
    case 'shellCommand':
      return shellCommand(subject);
  }
}

/** What can be copied from this row. */
export function copyKinds(subject: Subject): CopyKind[] {
  return COPY_KINDS.filter((kind) => copyText(kind, subject) !== undefined);
}

/** What a plain "copy" means for a row: the fact that names it. */
export function sensibleCopy(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'container':
      return copyText('containerId', subject) ?? subject.container.name;
    case 'process':
      return copyText('hostPid', subject);
    case 'namespace':
      return copyText('namespaceInode', subject);
    case 'limit':
      return copyText('cgroupPath', subject) ?? copyText('shellCommand', subject);
    case 'processes':
    case 'namespaces':
    case 'limits':
      return copyText('shellCommand', subject);
    case 'text':
      return undefined;
  }
}

function hostPid(subject: Subject): string | undefined {
  if (subject.kind === 'container') return String(subject.container.init.pid);
  if (subject.kind === 'process') return String(subject.process.pid);
  return undefined;
}

function cgroupPath(subject: Subject): string | undefined {
  if (subject.kind === 'container') return containerCgroup(subject.container);
  if (subject.kind === 'limit') return subject.limit.setBy === undefined ? undefined : exactPath(subject.limit.setBy);
  return undefined;
}

/** The cgroup that limits memory, else the unified one, else any: what "its cgroup" most often means. */
function containerCgroup(container: Container): string | undefined {
  const { cgroups } = container;
  const membership =
    cgroups.find((one) => one.controllers.includes('memory')) ?? cgroups.find((one) => one.version === 2) ?? cgroups[0];
  return membership === undefined ? undefined : exactPath(membership.folder ?? membership.path);
}

/** A path that had to be escaped for display is copied as a word of the shell, which is exact. */
export function exactPath(path: HostilePath): string {
  return path.bytes === undefined ? path.text : shellWord(path);
}
