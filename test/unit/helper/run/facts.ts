import type { CompileOptions } from '../../../../src/helper/run/compile/compile-options.ts';
import type { CgroupFacts, HierarchyFacts, MachineFacts } from '../../../../src/helper/run/compile/machine-facts.ts';

export function hierarchy(name: string, controllers: readonly string[]): HierarchyFacts {
  const mount = `/sys/fs/cgroup/${name}`;
  return { controllers, mount, own: `${mount}/init`, place: { folder: `${mount}/runs` } };
}

/** A hybrid machine: all controllers are on version 1, and version 2 has none. */
export const HYBRID: CgroupFacts = {
  version1: [
    hierarchy('cpu,cpuacct', ['cpu', 'cpuacct']),
    hierarchy('memory', ['memory']),
    hierarchy('pids', ['pids']),
    hierarchy('cpuset', ['cpuset']),
    hierarchy('blkio', ['blkio']),
    hierarchy('devices', ['devices']),
    hierarchy('freezer', ['freezer']),
    hierarchy('systemd', ['name=systemd']),
  ],
  version2: hierarchy('unified', []),
  blockWeightFile: 'blkio.bfq.weight',
  swapLimit: true,
  cpuset: { cpus: '0-3', mems: '0' },
};

export const UNIFIED: CgroupFacts = {
  version1: [],
  version2: {
    controllers: ['cpu', 'cpuset', 'io', 'memory', 'pids'],
    mount: '/sys/fs/cgroup',
    own: '/sys/fs/cgroup/user.slice/helper.scope',
    place: { folder: '/sys/fs/cgroup/user.slice/runs.scope' },
  },
  blockWeightFile: 'io.weight',
  swapLimit: true,
  cpuset: undefined,
};

const NO_DELEGATION = 'no cgroup is delegated to this user';

/** As an unprivileged user sees the cgroups of a machine who may make none. */
export function withoutPlace(cgroups: CgroupFacts): CgroupFacts {
  const without = (each: HierarchyFacts) => ({ ...each, place: { none: NO_DELEGATION } });
  return {
    ...cgroups,
    version1: cgroups.version1.map(without),
    version2: cgroups.version2 === undefined ? undefined : without(cgroups.version2),
  };
}

const NO_IDS = { ranges: [], tool: undefined };

export const ROOT: MachineFacts = {
  architecture: 'x64',
  euid: 0,
  egid: 0,
  inUserNamespace: false,
  lastCapability: 40,
  capabilities: 2n ** 41n - 1n,
  cgroups: HYBRID,
  subordinateIds: { uid: NO_IDS, gid: NO_IDS },
};

export const ROOT_ON_VERSION_2: MachineFacts = { ...ROOT, cgroups: UNIFIED };

export const USER: MachineFacts = { ...ROOT, euid: 1000, egid: 1000, capabilities: 0n, cgroups: withoutPlace(HYBRID) };

export const USER_WITH_RANGES: MachineFacts = {
  ...USER,
  cgroups: UNIFIED,
  subordinateIds: {
    uid: { ranges: [{ start: 100_000, size: 65_536 }], tool: '/usr/bin/newuidmap' },
    gid: { ranges: [{ start: 100_000, size: 65_536 }], tool: '/usr/bin/newgidmap' },
  },
};

export const OPTIONS: CompileOptions = {
  bundle: '/bundles/one',
  cgroupName: 'container-internals-1',
  controllers: [],
  init: false,
  dieWithParent: true,
  columns: 80,
  rows: 24,
  compileSeccomp: (seccomp, architecture) => ({
    flags: seccomp.flags?.length ?? 0,
    filter: Uint8Array.of(architecture === 'x64' ? 1 : 2, 2, 3, 4, 5, 6, 7, 8),
  }),
};
