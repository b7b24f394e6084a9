import type { Plan, Step } from '../../src/helper/run/plan.ts';

export interface SandboxPlan {
  readonly arguments: readonly string[];
  /** In front of all others. */
  readonly cgroups?: readonly Step[];
  /** After `clone`. */
  readonly place?: readonly Step[];
  /** Just before the root is exchanged. */
  readonly inside?: readonly Step[];
  /** After no_new_privs, before the program. */
  readonly last?: readonly Step[];
  readonly dieWithParent?: boolean;
  /** The ids outside; those inside are the same. */
  readonly id?: number;
}

const devices = ['null', 'zero', 'full', 'random', 'urandom'].map((name, index): Step => {
  const numbers = { kind: 'c', major: 1, minor: [3, 5, 7, 8, 9][index] ?? 0 } as const;
  return { op: 'make.node', path: `/dev/${name}`, ...numbers, mode: 0o666, uid: 0, gid: 0, bind: `/dev/${name}` };
});

/** A plan of a sandbox as Run isolated makes it: the machine's root read-only, everything else its own. */
export function sandboxPlan(options: SandboxPlan): Plan {
  const {
    cgroups = [],
    place = [],
    inside = [],
    last = [],
    dieWithParent = true,
    id = process.getuid?.() ?? 0,
  } = options;
  const map = [{ inside: id, outside: id, size: 1 }];
  return {
    dieWithParent,
    steps: [
      ...cgroups,
      { op: 'clone', namespaces: ['user', 'mnt', 'pid', 'net', 'ipc', 'uts', 'time'], into: undefined },
      ...place,
      { op: 'setgroups.deny' },
      { op: 'idmap', kind: 'uid', map },
      { op: 'idmap', kind: 'gid', map },
      { op: 'enter' },
      { op: 'namespace.unshare', namespace: 'cgroup' },
      { op: 'mount.propagation', propagation: 'slave' },
      { op: 'root.open', path: '/', recursive: true },
      { op: 'root.readonly', recursive: true },
      { op: 'root.attach' },
      {
        op: 'mount.new',
        target: '/proc',
        type: 'proc',
        source: 'proc',
        attributes: ['nosuid', 'nodev', 'noexec'],
        options: [],
      },
      {
        op: 'mount.new',
        target: '/dev',
        type: 'tmpfs',
        source: 'tmpfs',
        attributes: ['nosuid'],
        options: ['mode=755'],
      },
      ...devices,
      { op: 'mount.new', target: '/tmp', type: 'tmpfs', source: 'tmpfs', attributes: ['nosuid', 'nodev'], options: [] },
      ...inside,
      { op: 'loopback.up' },
      { op: 'root.pivot' },
      { op: 'hostname', name: 'sandbox' },
      { op: 'no_new_privs' },
      { op: 'capabilities.bound', set: 0n },
      { op: 'user', uid: id, gid: id, groups: undefined },
      { op: 'capabilities', effective: 0n, permitted: 0n, inheritable: 0n, ambient: 0n },
      { op: 'cwd', path: '/tmp' },
      ...last,
      { op: 'exec', arguments: options.arguments, environment: ['PATH=/usr/bin:/bin:/usr/sbin:/sbin'] },
    ],
  };
}
