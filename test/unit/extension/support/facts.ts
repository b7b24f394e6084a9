import type { EffectiveLimit } from '../../../../src/shared/model/cgroup.ts';
import type { Container } from '../../../../src/shared/model/container.ts';
import type { HostFacts } from '../../../../src/shared/model/host.ts';
import { NAMESPACE_TYPES, type NamespaceMembership } from '../../../../src/shared/model/namespace.ts';
import type { Process } from '../../../../src/shared/model/process.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import { display, type DisplayText } from '../../../../src/shared/text/display.ts';

export const MIB = 1024 * 1024;

export function text(value: string): DisplayText {
  return display(Buffer.from(value).toString('latin1'));
}

export function aHost(change: Partial<HostFacts> = {}): HostFacts {
  return {
    kernelRelease: '6.18.44',
    bootId: 'boot',
    cgroupMode: 'hybrid',
    helperUid: 1000,
    helperPid: 99,
    privileged: false,
    hidepid: 'off',
    noProc: false,
    nested: false,
    ...change,
  };
}

export function aMemory(change: Partial<EffectiveLimit> = {}): EffectiveLimit {
  return {
    resource: 'memory',
    limit: read({ kind: 'amount', amount: 64 * MIB }),
    setBy: { text: text('/docker/2d85') },
    own: true,
    limitFile: { text: text('/sys/fs/cgroup/memory/docker/2d85/memory.limit_in_bytes') },
    use: read(12 * MIB),
    useFile: { text: text('/sys/fs/cgroup/memory/docker/2d85/memory.usage_in_bytes') },
    ...change,
  };
}

export function aMembership(
  type: NamespaceMembership['type'],
  change: Partial<NamespaceMembership> = {},
): NamespaceMembership {
  const ino = 4026532450 + NAMESPACE_TYPES.indexOf(type);
  return { type, id: read({ dev: 4, ino }), scope: 'private', sharedWith: [], sharedWithMore: 0, ...change };
}

/** A Docker container with the name as its id. */
export function aContainer(name: string, change: Partial<Container> = {}): Container {
  return {
    id: `docker:${name}`,
    kind: 'container',
    runtime: 'docker',
    name: text(name),
    nameSource: 'runtime',
    runtimeContainerId: text('2d85fee5'),
    image: text('nginx:1.27'),
    state: 'running',
    init: { pid: 14008, startTime: 100 },
    initComm: text('nginx'),
    initUid: read(0),
    initPids: read([14008, 1]),
    cgroups: [
      {
        version: 1,
        controllers: ['memory'],
        path: { text: text('/docker/2d85') },
        folder: { text: text('/sys/fs/cgroup/memory/docker/2d85') },
      },
      { version: 2, controllers: [], path: { text: text('/docker/2d85') } },
    ],
    namespaces: NAMESPACE_TYPES.map((type) => aMembership(type)),
    processCount: 3,
    processRevision: 1,
    memory: aMemory(),
    ...change,
  };
}

export function aSandbox(name: string, change: Partial<Container> = {}): Container {
  const container = { ...aContainer(name) };
  delete container.runtimeContainerId;
  delete container.image;
  return {
    ...container,
    id: `pidns:${name}`,
    kind: 'sandbox',
    runtime: 'bubblewrap',
    nameSource: 'namespace',
    launcher: text('bwrap'),
    ...change,
  };
}

export function aProcess(pid: number, parentPid: number, change: Partial<Process> = {}): Process {
  return {
    pid,
    startTime: pid * 10,
    parentPid,
    state: 'sleeping',
    comm: text('nginx'),
    commandLine: read(text(`nginx: worker ${pid}`)),
    pids: read([pid, pid - 14007]),
    uid: read(0),
    ...change,
  };
}

/** One limit for each resource, in the protocol's order. */
export function someLimits(cpuUse = 0.015): EffectiveLimit[] {
  return [
    aMemory(),
    {
      resource: 'cpu',
      limit: read({ kind: 'amount', amount: 0.5 }),
      setBy: { text: text('/docker.slice') },
      own: false,
      limitFile: { text: text('/sys/fs/cgroup/cpu/docker.slice/cpu.cfs_quota_us') },
      use: read(cpuUse),
    },
    { resource: 'pids', limit: read({ kind: 'max' }), own: false, use: read(3) },
    { resource: 'cpuset', limit: read({ kind: 'cpus', list: '0-3,8', count: 5 }), own: true },
    { resource: 'io', limit: unread('off'), own: false, use: unread('off') },
  ];
}
