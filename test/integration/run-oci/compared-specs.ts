import { CGROUPS, type Change, DEV, MOUNTS, NAMESPACES, namespaces, PROC, SHIFTED, SYS } from './base-spec.ts';

const cgroupFiles = (...files: readonly string[]) =>
  files.flatMap((file) => ['--read', `/sys/fs/cgroup/${file.split('.')[0] ?? ''}/${file}`]);

const without = (type: (typeof NAMESPACES)[number]) => namespaces(NAMESPACES.filter((each) => each !== type));

/** What both runc 1.1 and the launcher can run: between them each field of a specification that both know. */
export const COMPARED: Readonly<Record<string, Change>> = {
  'the specification of runc spec': {},
  'a user with groups and a umask': {
    process: { user: { uid: 1000, gid: 1001, additionalGids: [5, 10, 2000], umask: 0o027 } },
  },
  'a user with capabilities in all sets': {
    process: {
      user: { uid: 1000, gid: 1000 },
      noNewPrivileges: false,
      capabilities: {
        bounding: ['CAP_CHOWN', 'CAP_NET_RAW', 'CAP_KILL', 'CAP_SYS_CHROOT'],
        effective: ['CAP_NET_RAW', 'CAP_KILL'],
        permitted: ['CAP_NET_RAW', 'CAP_KILL', 'CAP_CHOWN'],
        inheritable: ['CAP_NET_RAW', 'CAP_KILL'],
        ambient: ['CAP_NET_RAW', 'CAP_KILL'],
      },
    },
  },
  'no capabilities': { process: { capabilities: {}, user: { uid: 7, gid: 7 } } },
  'limits of resources': {
    process: {
      rlimits: [
        { type: 'RLIMIT_NOFILE', soft: 512, hard: 1024 },
        { type: 'RLIMIT_CORE', soft: 0, hard: 4096 },
        { type: 'RLIMIT_NPROC', soft: 100, hard: 200 },
        { type: 'RLIMIT_CPU', soft: 600, hard: 2 ** 64 },
        { type: 'RLIMIT_MEMLOCK', soft: 65_536, hard: 65_536 },
        { type: 'RLIMIT_RTTIME', soft: 1_000_000, hard: 2_000_000 },
      ],
    },
  },
  'new privileges and a score for the OOM killer': { process: { noNewPrivileges: false, oomScoreAdj: 500 } },
  'a folder, an environment and arguments': {
    process: {
      cwd: '/usr/bin/../bin',
      env: ['PATH=/sbin:/', 'EMPTY=', 'TWICE=1', 'TWICE=2', 'LINES=a\nb', 'HOME=/home/x'],
      args: ['observe', '', 'two words', '--', "quo'te", 'ünï'],
    },
  },
  'no folder of the user': { process: { env: ['TERM=xterm'] } },
  'a root that can be written to': { root: { readonly: false }, observe: ['--look', '/', '--look', '/usr/bin'] },
  'a name': { hostname: 'a-name.of.mine', annotations: { 'org.example.key': 'value' } },
  'mounts of all sorts': {
    root: { readonly: false },
    mounts: [
      ...MOUNTS,
      {
        destination: '/tmp',
        type: 'tmpfs',
        source: 'scratch',
        options: ['noexec', 'nosuid', 'nodev', 'noatime', 'size=1m', 'mode=1777', 'uid=3', 'gid=4'],
      },
      { destination: '/tmp/deep/er', type: 'tmpfs', source: 'tmpfs', options: ['size=64k', 'nodiratime', 'ro'] },
      { destination: '/mnt/folder', type: 'bind', source: '/usr/share', options: ['rbind', 'ro', 'nosuid', 'nodev'] },
      { destination: '/mnt/file', type: 'bind', source: '/etc/passwd', options: ['bind', 'ro', 'noexec'] },
      { destination: '/mnt/writable', type: 'none', source: 'rootfs/usr', options: ['bind'] },
      { destination: '/mnt/private', type: 'bind', source: '/usr/lib', options: ['rbind', 'rprivate', 'ro'] },
      { destination: '/mnt/slave', type: 'bind', source: '/usr/lib', options: ['rbind', 'rslave'] },
      { destination: '/mnt/sys', type: 'bind', source: '/sys', options: ['rbind', 'rro'] },
      { destination: '/proc/uptime', type: 'bind', source: '/etc/hostname', options: ['bind', 'ro'] },
    ],
    observe: [
      '/mnt/folder',
      '/mnt/file',
      '/mnt/writable',
      '/mnt/sys/kernel',
      '/tmp',
      '/tmp/deep/er',
      '/proc/uptime',
    ].flatMap((path) => ['--look', path]),
  },
  'the same mounted twice, over a file and over each other': {
    root: { readonly: false },
    mounts: [
      ...MOUNTS,
      { destination: '/tmp/', type: 'tmpfs', source: 'first', options: [] },
      { destination: '//tmp/.', type: 'tmpfs', source: 'second', options: ['ro'] },
    ],
  },
  'no /dev of its own': { mounts: [PROC, SYS], root: { readonly: false } },
  'a /dev that is read-only': {
    mounts: [PROC, { ...DEV, options: [...(DEV.options ?? []), 'ro'] }, SYS],
    observe: ['--look', '/dev'],
  },
  'the network of the machine': {
    linux: { namespaces: without('network') },
    mounts: MOUNTS.filter((each) => each !== SYS && each !== CGROUPS),
  },
  'the processes of the machine': { linux: { namespaces: without('pid') } },
  'the message queues of the machine': { linux: { namespaces: without('ipc') } },
  'the name of the machine': { linux: { namespaces: without('uts') }, hostname: '' },
  'the cgroups of the machine': { linux: { namespaces: without('cgroup') } },
  'only mounts of its own': { linux: { namespaces: namespaces(['mount']) }, hostname: '', mounts: [PROC, DEV] },
  'a user namespace': { linux: { namespaces: namespaces([...NAMESPACES, 'user']), ...SHIFTED } },
  'a user namespace with the cgroups of the machine': {
    linux: { namespaces: namespaces([...NAMESPACES.filter((each) => each !== 'cgroup'), 'user']), ...SHIFTED },
    observe: ['--look', '/sys/fs/cgroup/memory/cgroup.procs'],
  },
  'limits of a cgroup': {
    linux: {
      resources: {
        memory: { limit: 67_108_864, reservation: 33_554_432, swappiness: 10 },
        cpu: { shares: 512, quota: 50_000, period: 100_000, cpus: '0', mems: '0' },
        pids: { limit: 77 },
        devices: [
          { allow: false, access: 'rwm' },
          { allow: true, type: 'c', major: 10, minor: 229, access: 'rw' },
        ],
      },
      devices: [
        { path: '/dev/fuse', type: 'c', major: 10, minor: 229, fileMode: 0o640, uid: 3, gid: 4 },
        { path: '/dev/kmsg', type: 'c', major: 1, minor: 11 },
      ],
    },
    observe: cgroupFiles(
      'memory.limit_in_bytes',
      'memory.soft_limit_in_bytes',
      'memory.swappiness',
      'cpu.shares',
      'cpu.cfs_quota_us',
      'cpu.cfs_period_us',
      'cpuset.cpus',
      'cpuset.mems',
      'pids.max',
      'devices.list',
    ),
  },
  'limits of block devices': {
    linux: {
      resources: {
        blockIO: {
          throttleReadBpsDevice: [{ major: 254, minor: 0, rate: 1_048_576 }],
          throttleWriteBpsDevice: [{ major: 254, minor: 0, rate: 2_097_152 }],
          throttleReadIOPSDevice: [{ major: 254, minor: 0, rate: 100 }],
          throttleWriteIOPSDevice: [{ major: 254, minor: 0, rate: 200 }],
        },
      },
    },
    observe: ['read_bps', 'write_bps', 'read_iops', 'write_iops'].flatMap((kind) => [
      '--read',
      `/sys/fs/cgroup/blkio/blkio.throttle.${kind}_device`,
    ]),
  },
  'an OOM killer that is off': {
    linux: { resources: { memory: { limit: 67_108_864, disableOOMKiller: true } } },
    observe: cgroupFiles('memory.oom_control'),
  },
  'devices of all sorts': {
    linux: {
      devices: [
        { path: '/dev/character', type: 'c', major: 1, minor: 3, fileMode: 0o600, uid: 1, gid: 2 },
        { path: '/dev/unbuffered', type: 'u', major: 1, minor: 5 },
        { path: '/dev/below/a/folder', type: 'c', major: 1, minor: 7, fileMode: 0o4711 },
        { path: '/dev/block', type: 'b', major: 7, minor: 0, fileMode: 0o60660 },
        { path: '/dev/pipe', type: 'p', fileMode: 0o622, uid: 5, gid: 6 },
      ],
    },
  },
  sysctls: {
    linux: {
      sysctl: {
        'net.ipv4.ip_forward': '1',
        'net/ipv4/conf/lo/rp_filter': '2',
        'net.ipv4.ip_local_port_range': '2000\t3000',
        'kernel.msgmax': '9000',
        'kernel.sem': '32001 1024000001 501 32002',
        'kernel.shm_rmid_forced': '1',
        'fs.mqueue.msg_max': '11',
      },
    },
    observe: [
      'net/ipv4/ip_forward',
      'net/ipv4/conf/lo/rp_filter',
      'net/ipv4/ip_local_port_range',
      'kernel/msgmax',
      'kernel/sem',
      'kernel/shm_rmid_forced',
      'fs/mqueue/msg_max',
    ].flatMap((path) => ['--read', `/proc/sys/${path}`]),
  },
  'masked and read-only paths': {
    root: { readonly: false },
    linux: {
      maskedPaths: [
        '/proc/kcore',
        '/proc/version',
        '/proc/no/such',
        '/sys/firmware',
        '/usr/sbin',
        '/usr/bin/busybox',
        '/proc/bus',
      ],
      readonlyPaths: ['/proc/sys', '/proc/no-such', '/usr/bin', '/etc', '/proc/sysrq-trigger', '/dev/shm'],
    },
    observe: [
      '/proc/kcore',
      '/proc/version',
      '/sys/firmware',
      '/usr/sbin',
      '/usr/bin/busybox',
      '/usr/bin',
      '/etc',
      '/proc/sys',
      '/proc/sys/kernel/ostype',
      '/proc/sys/net/ipv4/ip_forward',
      '/proc/sysrq-trigger',
      '/dev/shm',
      '/proc/bus',
      '/root',
    ].flatMap((path) => ['--look', path]),
  },
  'mounts that are private': { linux: { rootfsPropagation: 'rprivate' } },
  'mounts that are slaves': { linux: { rootfsPropagation: 'rslave' } },
  'mounts that are shared': { linux: { rootfsPropagation: 'rshared' } },
  'a terminal': { process: { terminal: true, consoleSize: { width: 133, height: 41 } } },
  'a terminal of a user': {
    process: { terminal: true, user: { uid: 1000, gid: 1000 }, consoleSize: { width: 80, height: 24 } },
  },
};
