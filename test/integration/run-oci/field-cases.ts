import { readlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { type Change, DEV, MOUNTS, NAMESPACES, namespaces, PROC, SHIFTED } from './base-spec.ts';
import { attributesAt, deviceAt, mountAt, type Observation, one } from './observation.ts';

/** A field of a specification, and what of it is seen from inside. */
export interface FieldCase {
  readonly change: Change;
  readonly seen: (inside: Observation) => void;
}

const status = (inside: Observation, name: string) => one(inside, `status.${name}`).replaceAll('\t', ' ');
const machine = (type: string) => readlinkSync(`/proc/self/ns/${type}`);
/** `CAP_KILL` is 5, `CAP_NET_RAW` 13, `CAP_CHOWN` 0. */
const bits = (...numbers: readonly number[]) =>
  numbers
    .reduce((sum, number) => sum | (1n << BigInt(number)), 0n)
    .toString(16)
    .padStart(16, '0');
const KERNEL_NAMES = { network: 'net', mount: 'mnt' } as const;
const inFolder = (controller: string, ...files: readonly string[]) =>
  files.flatMap((file) => ['--read', `/sys/fs/cgroup/${controller}/${file}`]);
const read = (inside: Observation, controller: string, file: string) =>
  one(inside, `read./sys/fs/cgroup/${controller}/${file}`);
const look = (inside: Observation, path: string) => one(inside, `look.${path}`);

export const FIELDS: Readonly<Record<string, FieldCase>> = {
  'process.user': {
    change: { process: { user: { uid: 1000, gid: 1001, additionalGids: [5, 2000], umask: 0o027 } } },
    seen: (inside) => {
      expect(status(inside, 'Uid')).toBe('1000 1000 1000 1000');
      expect(status(inside, 'Gid')).toBe('1001 1001 1001 1001');
      expect(status(inside, 'Groups').trim()).toBe('5 2000');
      expect(status(inside, 'Umask')).toBe('0027');
    },
  },
  'process.user without groups': {
    change: {},
    seen: (inside) => expect(status(inside, 'Groups').trim()).toBe(''),
  },
  'process.capabilities': {
    change: {
      process: {
        user: { uid: 1000, gid: 1000 },
        capabilities: {
          bounding: ['CAP_CHOWN', 'CAP_KILL', 'CAP_NET_RAW'],
          permitted: ['CAP_CHOWN', 'CAP_KILL'],
          effective: ['CAP_KILL'],
          inheritable: ['CAP_CHOWN', 'CAP_KILL'],
          ambient: ['CAP_CHOWN', 'CAP_KILL'],
        },
      },
    },
    // Of a user who is not root execve(2) leaves the ambient ones; capabilities(7).
    seen: (inside) => {
      expect(status(inside, 'CapBnd')).toBe(bits(0, 5, 13));
      expect(status(inside, 'CapPrm')).toBe(bits(0, 5));
      expect(status(inside, 'CapEff')).toBe(bits(0, 5));
      expect(status(inside, 'CapInh')).toBe(bits(0, 5));
      expect(status(inside, 'CapAmb')).toBe(bits(0, 5));
    },
  },
  'process.capabilities, none of them': {
    change: { process: { capabilities: {} } },
    seen: (inside) => {
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(status(inside, set)).toBe(bits());
    },
  },
  'process.rlimits': {
    change: {
      process: {
        rlimits: [
          { type: 'RLIMIT_NOFILE', soft: 64, hard: 128 },
          { type: 'RLIMIT_CPU', soft: 600, hard: 2 ** 64 },
        ],
      },
    },
    seen: (inside) => {
      expect(one(inside, 'rlimit.7')).toBe('64 128');
      expect(one(inside, 'rlimit.0')).toBe('600 18446744073709551615');
    },
  },
  'process.noNewPrivileges, true': {
    change: { process: { noNewPrivileges: true } },
    seen: (inside) => expect(status(inside, 'NoNewPrivs')).toBe('1'),
  },
  'process.noNewPrivileges, false': {
    change: { process: { noNewPrivileges: false } },
    seen: (inside) => expect(status(inside, 'NoNewPrivs')).toBe('0'),
  },
  'process.oomScoreAdj': {
    change: { process: { oomScoreAdj: 321 } },
    seen: (inside) => expect(one(inside, 'oom_score_adj')).toBe('321'),
  },
  'process.cwd': {
    change: { process: { cwd: '/usr/./bin/' } },
    seen: (inside) => expect(one(inside, 'cwd')).toBe('/usr/bin'),
  },
  'process.env and process.args': {
    change: { process: { env: ['PATH=/none:/', 'A=1', 'B=', 'A=2', 'HOME='], args: ['observe', '', 'a b', '*'] } },
    seen: (inside) => {
      expect(inside.get('environment')).toEqual(['PATH=/none:/', 'A=2', 'B=', 'HOME=/root']);
      expect(inside.get('argument')).toEqual(['', 'a b', '*']);
      expect(one(inside, 'comm')).toBe('observe');
    },
  },
  'process.terminal and process.consoleSize': {
    change: {
      process: { terminal: true, consoleSize: { width: 101, height: 33 }, user: { uid: 1000, gid: 1000 } },
    },
    seen: (inside) => {
      expect(one(inside, 'terminal.controlling')).toBe('ok');
      expect(one(inside, 'terminal.size')).toBe('101 33');
      expect(one(inside, 'terminal.input')).toBe('/dev/pts/0');
      expect(deviceAt(inside, '/dev/console')).toBe('c 0620 1000:5 136:0 ok');
      expect(status(inside, 'NSsid')).toBe('1');
    },
  },
  'process.terminal, none': {
    change: {},
    seen: (inside) => {
      expect(one(inside, 'terminal.controlling')).toBe('ENXIO');
      expect(status(inside, 'NSsid')).toBe('1');
      expect(status(inside, 'NSpgid')).toBe('1');
    },
  },
  'root.readonly, true': {
    change: { root: { readonly: true }, observe: ['--look', '/', '--look', '/tmp'] },
    seen: (inside) => {
      expect(look(inside, '/')).toContain('write EROFS');
      expect(look(inside, '/tmp')).toContain('write EROFS');
    },
  },
  'root.readonly, false': {
    change: { root: { readonly: false }, observe: ['--look', '/tmp'] },
    seen: (inside) => expect(look(inside, '/tmp')).toContain('write ok'),
  },
  hostname: {
    change: { hostname: 'name.of.the.test' },
    seen: (inside) => expect(one(inside, 'hostname')).toBe('name.of.the.test'),
  },
  domainname: {
    change: { domainname: 'domain.of.the.test' },
    seen: (inside) => expect(one(inside, 'domainname')).toBe('domain.of.the.test'),
  },
  mounts: {
    change: {
      root: { readonly: false },
      mounts: [
        ...MOUNTS,
        {
          destination: '/tmp',
          type: 'tmpfs',
          source: 'scratch',
          options: ['noexec', 'nosymfollow', 'noatime', 'size=1m', 'mode=1711', 'uid=3', 'gid=4'],
        },
        {
          destination: '/mnt/new/folder',
          type: 'bind',
          source: '/usr/share',
          options: ['rbind', 'ro', 'nosuid', 'nodev', 'noexec'],
        },
        { destination: '/mnt/file', type: 'none', source: '/etc/hostname', options: ['bind', 'ro'] },
        { destination: '/mnt/sys', type: 'bind', source: '/sys', options: ['rbind', 'rro', 'rprivate'] },
        { destination: '/mnt/slave', type: 'bind', source: '/var/lib', options: ['rbind', 'rslave'] },
        { destination: '/mnt/shared', type: 'bind', source: '/usr/bin', options: ['bind', 'shared'] },
      ],
      observe: ['/tmp', '/mnt/new/folder', '/mnt/file', '/mnt/sys/fs/cgroup'].flatMap((path) => ['--look', path]),
    },
    seen: (inside) => {
      expect(mountAt(inside, '/tmp')).toMatch(
        /noexec.*nosymfollow.* - tmpfs scratch rw,size=1024k,mode=1711,uid=3,gid=4$/,
      );
      expect(attributesAt(inside, '/tmp')).toContain('noatime');
      expect(attributesAt(inside, '/mnt/new/folder')).toEqual(
        expect.arrayContaining(['ro', 'nosuid', 'nodev', 'noexec']),
      );
      expect(look(inside, '/mnt/new/folder')).toMatch(/^d .* read something write EROFS$/);
      expect(look(inside, '/mnt/file')).toMatch(/^- .* read something write EROFS$/);
      expect(look(inside, '/mnt/sys/fs/cgroup')).toContain('write EROFS');
      expect(attributesAt(inside, '/mnt/sys/fs/cgroup/unified')).toContain('ro');
      expect(mountAt(inside, '/mnt/shared')).toContain(' shared:');
    },
  },
  'linux.namespaces, all that are new': {
    change: { linux: { namespaces: namespaces([...NAMESPACES, 'user', 'time']), ...SHIFTED } },
    seen: (inside) => {
      for (const type of ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'])
        expect(one(inside, `namespace.${type}`)).not.toBe(machine(type));
      expect(one(inside, 'pid')).toBe('1');
      expect(inside.get('cgroup')).toContain('8:pids:/');
    },
  },
  ...Object.fromEntries(
    (['network', 'ipc', 'uts', 'cgroup', 'pid'] as const).map((left): [string, FieldCase] => [
      `linux.namespaces, without ${left}`,
      {
        change: { linux: { namespaces: namespaces(NAMESPACES.filter((each) => each !== left)) }, hostname: '' },
        seen: (inside) => {
          for (const each of NAMESPACES) {
            const type = each === 'network' || each === 'mount' ? KERNEL_NAMES[each] : each;
            expect(one(inside, `namespace.${type}`) === machine(type)).toBe(each === left);
          }
        },
      },
    ]),
  ),
  'linux.uidMappings and linux.gidMappings': {
    change: {
      linux: {
        namespaces: namespaces([...NAMESPACES, 'user']),
        uidMappings: [
          { containerID: 0, hostID: 300_000, size: 10 },
          { containerID: 1000, hostID: 1000, size: 1 },
        ],
        gidMappings: [{ containerID: 0, hostID: 400_000, size: 10 }],
      },
      process: { user: { uid: 1000, gid: 7 } },
    },
    seen: (inside) => {
      const map = (name: string) => inside.get(name)?.map((line) => line.trim().replaceAll(/ +/g, ' '));
      expect(map('uid_map')).toEqual(['0 300000 10', '1000 1000 1']);
      expect(map('gid_map')).toEqual(['0 400000 10']);
      expect(one(inside, 'setgroups')).toBe('allow');
      expect(status(inside, 'Uid')).toBe('1000 1000 1000 1000');
    },
  },
  'linux.devices': {
    change: {
      linux: {
        devices: [
          { path: '/dev/mine', type: 'c', major: 1, minor: 5, fileMode: 0o640, uid: 3, gid: 4 },
          { path: '/dev/deep/block', type: 'b', major: 7, minor: 0 },
          { path: '/dev/pipe', type: 'p', fileMode: 0o600 },
        ],
      },
    },
    seen: (inside) => {
      expect(deviceAt(inside, '/dev/mine')).toMatch(/^c 0640 3:4 1:5/);
      expect(deviceAt(inside, '/dev/deep/block')).toMatch(/^b 0666 0:0 7:0/);
      expect(deviceAt(inside, '/dev/pipe')).toBe('p 0600 0:0');
    },
  },
  'the devices that every run has': {
    change: { mounts: [PROC, DEV] },
    seen: (inside) => {
      const numbers = { null: '1:3', zero: '1:5', full: '1:7', random: '1:8', urandom: '1:9' };
      for (const [name, device] of Object.entries(numbers))
        expect(deviceAt(inside, `/dev/${name}`)).toBe(`c 0666 0:0 ${device} ok`);
      expect(deviceAt(inside, '/dev/fd')).toContain('-> /proc/self/fd');
    },
  },
  'linux.sysctl': {
    change: {
      linux: { sysctl: { 'net.ipv4.ip_forward': '1', 'kernel.msgmax': '9001', 'fs.mqueue.msg_max': '12' } },
      observe: ['net/ipv4/ip_forward', 'kernel/msgmax', 'fs/mqueue/msg_max'].flatMap((path) => [
        '--read',
        `/proc/sys/${path}`,
      ]),
    },
    seen: (inside) => {
      expect(one(inside, 'read./proc/sys/net/ipv4/ip_forward')).toBe('1');
      expect(one(inside, 'read./proc/sys/kernel/msgmax')).toBe('9001');
      expect(one(inside, 'read./proc/sys/fs/mqueue/msg_max')).toBe('12');
    },
  },
  'linux.maskedPaths': {
    change: {
      linux: { maskedPaths: ['/proc/version', '/proc/sys', '/usr/bin', '/no/such'] },
      observe: ['/proc/version', '/proc/sys', '/usr/bin'].flatMap((path) => ['--look', path]),
    },
    seen: (inside) => {
      expect(look(inside, '/proc/version')).toBe('c 0666 0:0 1:3 read nothing write ok');
      expect(look(inside, '/proc/sys')).toMatch(/read nothing write EROFS$/);
      expect(look(inside, '/usr/bin')).toMatch(/read nothing write EROFS$/);
    },
  },
  'linux.readonlyPaths': {
    change: {
      root: { readonly: false },
      linux: { readonlyPaths: ['/proc/sys', '/dev/shm', '/etc', '/no/such'] },
      observe: ['/proc/sys/kernel/msgmax', '/dev/shm', '/etc', '/root'].flatMap((path) => ['--look', path]),
    },
    seen: (inside) => {
      for (const path of ['/proc/sys/kernel/msgmax', '/dev/shm', '/etc'])
        expect(look(inside, path)).toMatch(/write EROFS$/);
      expect(look(inside, '/root')).toMatch(/write ok$/);
    },
  },
  ...Object.fromEntries(
    (
      [
        ['rprivate', /ro,relatime - /],
        ['shared', /ro,relatime shared:\d+ - /],
        ['unbindable', /ro,relatime unbindable - /],
      ] as const
    ).map(([wanted, shown]): [string, FieldCase] => [
      `linux.rootfsPropagation, ${wanted}`,
      {
        change: { linux: { rootfsPropagation: wanted } },
        seen: (inside) => expect(mountAt(inside, '/')).toMatch(shown),
      },
    ]),
  ),
  'linux.cgroupsPath': {
    change: {
      linux: {
        cgroupsPath: `/ci-fields-${process.pid}`,
        namespaces: namespaces(NAMESPACES.filter((each) => each !== 'cgroup')),
      },
    },
    seen: (inside) => expect(inside.get('cgroup')).toContain(`8:pids:/ci-fields-${process.pid}`),
  },
  'linux.resources': {
    change: {
      linux: {
        resources: {
          memory: { limit: 67_108_864, reservation: 33_554_432, swappiness: 7, disableOOMKiller: true },
          cpu: { shares: 300, quota: 40_000, period: 80_000, cpus: '0', mems: '0' },
          pids: { limit: 55 },
          blockIO: { throttleReadBpsDevice: [{ major: 254, minor: 0, rate: 1_048_576 }] },
        },
      },
      observe: [
        ...inFolder(
          'memory',
          'memory.limit_in_bytes',
          'memory.soft_limit_in_bytes',
          'memory.swappiness',
          'memory.oom_control',
        ),
        ...inFolder('cpu', 'cpu.shares', 'cpu.cfs_quota_us', 'cpu.cfs_period_us'),
        ...inFolder('cpuset', 'cpuset.cpus', 'cpuset.mems'),
        ...inFolder('pids', 'pids.max'),
        ...inFolder('blkio', 'blkio.throttle.read_bps_device'),
      ],
    },
    seen: (inside) => {
      expect(read(inside, 'memory', 'memory.limit_in_bytes')).toBe('67108864');
      expect(read(inside, 'memory', 'memory.soft_limit_in_bytes')).toBe('33554432');
      expect(read(inside, 'memory', 'memory.swappiness')).toBe('7');
      expect(read(inside, 'memory', 'memory.oom_control')).toContain('oom_kill_disable 1');
      expect(read(inside, 'cpu', 'cpu.shares')).toBe('300');
      expect(read(inside, 'cpu', 'cpu.cfs_quota_us')).toBe('40000');
      expect(read(inside, 'cpu', 'cpu.cfs_period_us')).toBe('80000');
      expect(read(inside, 'cpuset', 'cpuset.cpus')).toBe('0');
      expect(status(inside, 'Cpus_allowed_list')).toBe('0');
      expect(read(inside, 'pids', 'pids.max')).toBe('55');
      expect(read(inside, 'blkio', 'blkio.throttle.read_bps_device')).toBe('254:0 1048576');
    },
  },
  'linux.resources.devices': {
    change: {
      linux: {
        devices: [{ path: '/dev/kmsg', type: 'c', major: 1, minor: 11 }],
        resources: { devices: [{ allow: false, access: 'rwm' }] },
      },
    },
    seen: (inside) => {
      expect(deviceAt(inside, '/dev/kmsg')).toBe('c 0666 0:0 1:11 EPERM');
      expect(deviceAt(inside, '/dev/null')).toBe('c 0666 0:0 1:3 ok');
    },
  },
  'linux.resources.unified': {
    change: {
      linux: { resources: { unified: { 'cgroup.max.depth': '3' } } },
      mounts: [
        ...MOUNTS.slice(0, -1),
        { destination: '/sys/fs/cgroup', type: 'cgroup2', source: 'cgroup', options: ['ro'] },
      ],
      observe: ['--read', '/sys/fs/cgroup/cgroup.max.depth', '--look', '/sys/fs/cgroup/cgroup.procs'],
    },
    seen: (inside) => {
      expect(one(inside, 'read./sys/fs/cgroup/cgroup.max.depth')).toBe('3');
      expect(look(inside, '/sys/fs/cgroup/cgroup.procs')).toContain('write EROFS');
    },
  },
};
