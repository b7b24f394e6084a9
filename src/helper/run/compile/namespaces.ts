import type { PlanNamespace, Step } from '../plan.ts';
import { isNew } from '../spec/find-namespace.ts';
import type { LinuxSpec } from '../spec/linux-schema.ts';
import type { NamespaceType } from '../spec/namespace-schema.ts';
import type { Spec } from '../spec/spec-schema.ts';

/** The kernel's names of them. The user namespace is the first: it gives the right to join and to make the others. */
const NAMES: Readonly<Record<NamespaceType, PlanNamespace>> = {
  user: 'user',
  mount: 'mnt',
  pid: 'pid',
  network: 'net',
  ipc: 'ipc',
  uts: 'uts',
  time: 'time',
  cgroup: 'cgroup',
};
const ORDER = Object.keys(NAMES) as readonly NamespaceType[];

/** Namespaces that exist are joined first, so that the new process is born in them. */
export function joinSteps({ namespaces = [] }: LinuxSpec): readonly Step[] {
  return ORDER.flatMap((type) => {
    const path = namespaces.find((namespace) => namespace.type === type)?.path;
    return path === undefined ? [] : [{ op: 'namespace.join', namespace: NAMES[type], path } as const];
  });
}

/** Never with the cgroup namespace: its root is the cgroup of whoever makes it, at that moment. */
export function cloneStep(linux: LinuxSpec, into: number | undefined): Step {
  const namespaces = ORDER.filter((type) => type !== 'cgroup' && isNew(linux, type)).map((type) => NAMES[type]);
  return { op: 'clone', namespaces, into };
}

/** What the new process does about its namespaces as soon as it is in its cgroup and has its ids. */
export function insideNamespaceSteps(linux: LinuxSpec): readonly Step[] {
  return isNew(linux, 'cgroup') ? [{ op: 'namespace.unshare', namespace: 'cgroup' }] : [];
}

export function nameSteps({ hostname = '', domainname = '' }: Spec): readonly Step[] {
  return [
    ...(hostname === '' ? [] : [{ op: 'hostname', name: hostname } as const]),
    ...(domainname === '' ? [] : [{ op: 'domainname', name: domainname } as const]),
  ];
}
