import { describe, expect, it } from 'vitest';
import { checkSpec, parseSpec } from '../../../../../src/helper/run/spec/parse-spec.ts';
import type { Spec } from '../../../../../src/helper/run/spec/spec-schema.ts';
import { problemsOf } from '../problems-of.ts';
import { ALL_IDS, SMALL, withLinux, withMounts, withNamespaces, withProcess, withResources } from '../specs.ts';

/** A value in the place of another, whatever the types say. */
function put(path: string, value: unknown, spec: Spec = SMALL): unknown {
  const copy: unknown = structuredClone(spec);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  (parent as Record<string, unknown>)[last] = value;
  return copy;
}

const without = (path: string) => JSON.parse(JSON.stringify(put(path, undefined))) as unknown;
const tmpfs = (destination: string) => withMounts({ destination, type: 'tmpfs' });

describe('checkSpec', () => {
  it('takes as little as can be run', () => {
    expect(checkSpec(SMALL)).toEqual(SMALL);
  });

  it.each([
    ['no object', 7, 'must be an object'],
    ['null', null, 'must be an object'],
    ['a list', [], 'must be an object'],
    ['nothing', undefined, 'is missing'],
    ['no version', without('ociVersion'), 'ociVersion: is missing'],
    ['another version', put('ociVersion', '2.0.0'), 'ociVersion: must be a version 1 of the specification'],
    ['no root', without('root'), 'root: is missing'],
    ['no path of the root', put('root', {}), 'root.path: is missing'],
    ['an empty root', put('root.path', ''), 'root.path: must not be empty'],
    ['a root that leads up', put('root.path', '../other'), 'root.path: must not hold ".."'],
    ['/proc as root', put('root.path', '/proc'), 'root.path: must not be a folder of the kernel'],
    ['/proc as root in other words', put('root.path', '//proc/./'), 'root.path: must not be a folder of the kernel'],
    ['a folder of /sys as root', put('root.path', '/sys/fs'), 'root.path: must not be a folder of the kernel'],
    ['no process', without('process'), 'process: is missing'],
    ['no arguments', without('process.args'), 'process.args: is missing'],
    ['an empty list of arguments', withProcess({ args: [] }), 'process.args: must begin with a program'],
    ['an empty program', withProcess({ args: [''] }), 'process.args: must begin with a program'],
    ['a number among the arguments', put('process.args', ['a', 1]), 'process.args[1]: must be a string'],
    ['a NUL in an argument', withProcess({ args: ['a', 'b\0c'] }), 'process.args[1]: must not hold a NUL'],
    ['half a surrogate pair', withProcess({ args: ['\ud800'] }), 'process.args[0]: must not hold a NUL or half'],
    ['an argument too long', withProcess({ args: ['x'.repeat(131_072)] }), 'process.args[0]: is longer than 131071'],
    [
      'arguments of 3 MB',
      withProcess({ args: Array.from({ length: 30 }, () => 'x'.repeat(100_000)) }),
      'process: has arguments and an environment of more than 2 MiB',
    ],
    [
      'arguments and environment of 2 MiB together',
      withProcess({
        args: Array.from({ length: 11 }, () => 'x'.repeat(100_000)),
        env: Array.from({ length: 11 }, () => `A=${'é'.repeat(50_000)}`),
      }),
      'process: has arguments and an environment of more than 2 MiB',
    ],
    ['a variable without value', withProcess({ env: ['A=', 'B'] }), 'process.env[1]: must be NAME=value'],
    ['a variable without name', withProcess({ env: ['=x'] }), 'process.env[0]: must be NAME=value'],
    ['no folder', without('process.cwd'), 'process.cwd: is missing'],
    ['a relative folder', withProcess({ cwd: 'work' }), 'process.cwd: must be an absolute path'],
    ...['self/fd/7', 'self/fd/3/..', 'thread-self/fd/3', '1/root', './self/cwd', '../proc/self/fd/9'].map(
      (below) =>
        [`the folder /proc/${below}`, withProcess({ cwd: `/proc/${below}` }), 'process.cwd: must not be'] as const,
    ),
    ['a folder in /dev/fd', withProcess({ cwd: '/dev/fd/7' }), 'process.cwd: must not be'],
    ['a NUL in the folder', withProcess({ cwd: '/a\0' }), 'process.cwd: must not hold a NUL'],
    ...['1', '1:1', '01', '+1', ' 1', '', -1, 1.5, 2 ** 32, 2 ** 32 - 1, null, true, [1]].flatMap((id) =>
      ['uid', 'gid'].map(
        (kind) =>
          [
            `a ${kind} of ${JSON.stringify(id)}`,
            put(`process.user.${kind}`, id),
            `process.user.${kind}: must be`,
          ] as const,
      ),
    ),
    ['no user', without('process.user'), 'process.user: is missing'],
    ['a user by name', put('process.user.username', 'root'), 'process.user.username: is not supported'],
    ['a group by name', put('process.user.additionalGids', ['wheel']), 'process.user.additionalGids[0]: must be'],
    ['a mask over 0777', put('process.user.umask', 0o1000), 'process.user.umask: must be a whole number from 0 to 511'],
    [
      'an unknown capability',
      put('process.capabilities', { bounding: ['CAP_KILL', 'CAP_FLY'] }),
      'process.capabilities.bounding[1]: is no capability of capabilities(7)',
    ],
    [
      'a capability in small letters',
      put('process.capabilities', { ambient: ['cap_kill'] }),
      'process.capabilities.ambient[0]: is no capability',
    ],
    [
      'a capability of every object',
      put('process.capabilities', { ambient: ['constructor'] }),
      'process.capabilities.ambient[0]: is no capability',
    ],
    [
      'an effective capability that is not permitted',
      withProcess({ capabilities: { effective: ['CAP_KILL'], permitted: ['CAP_CHOWN'] } }),
      'process.capabilities.effective[0]: CAP_KILL is not in permitted too',
    ],
    [
      'an inheritable capability out of bounds',
      withProcess({ capabilities: { inheritable: ['CAP_KILL'] } }),
      'process.capabilities.inheritable[0]: CAP_KILL is not in bounding too',
    ],
    [
      'a soft limit over the hard one',
      withProcess({ rlimits: [{ type: 'RLIMIT_NOFILE', soft: 2, hard: 1 }] }),
      'process.rlimits[0]: has a soft limit over the hard one',
    ],
    [
      'a resource limit twice',
      withProcess({ rlimits: ['RLIMIT_CPU', 'RLIMIT_CPU'].map(() => ({ type: 'RLIMIT_CPU', soft: 1, hard: 1 })) }),
      'process.rlimits[1].type: names RLIMIT_CPU a second time',
    ],
    ['an unknown limit', put('process.rlimits', [{ type: 'RLIMIT_FUN' }]), 'process.rlimits[0].type: must be one of'],
    [
      'a negative limit',
      put('process.rlimits', [{ type: 'RLIMIT_CPU', soft: -1, hard: 1 }]),
      'process.rlimits[0].soft: must be a whole number',
    ],
    ['an oomScoreAdj of 1001', withProcess({ oomScoreAdj: 1001 }), 'process.oomScoreAdj: must be a whole number from'],
    ['an oomScoreAdj of -1001', withProcess({ oomScoreAdj: -1001 }), 'process.oomScoreAdj: must be a whole number'],
    [
      'a terminal of no size',
      put('process.consoleSize', { width: 0, height: 1 }),
      'process.consoleSize.width: must be',
    ],
    [
      'a terminal without devpts',
      withProcess({ terminal: true }),
      'process.terminal: needs a mount of the type devpts',
    ],
    ['a terminal that is text', put('process.terminal', 'yes'), 'process.terminal: must be true or false'],
    ['a hostname without uts', { ...SMALL, hostname: 'a' }, 'hostname: needs a uts namespace'],
    ['a domainname without uts', { ...SMALL, domainname: 'a' }, 'domainname: needs a uts namespace'],
    ['a hostname of 65 bytes', { ...withNamespaces(['uts']), hostname: 'é'.repeat(33) }, 'hostname: is longer than 64'],
    ['hooks', { ...SMALL, hooks: {} }, 'hooks: is not supported'],
    ['an unknown key', { ...SMALL, extra: 1 }, 'extra: is unknown to the specification'],
    ['__proto__', JSON.parse(`{"__proto__": {}}`), '__proto__: is unknown to the specification'],
    ['an unknown key that is no name', { ...SMALL, 'a b': 1 }, '"a b": is unknown to the specification'],
    ['an unknown key of every object', { ...SMALL, toString: 1 }, 'toString: is unknown to the specification'],
    ['a number as annotation', { ...SMALL, annotations: { a: 1 } }, 'annotations.a: must be a string'],

    ['no mount namespace', put('linux.namespaces', [{ type: 'pid' }]), 'linux.namespaces: needs a mount namespace'],
    ['no namespaces', put('linux', {}), 'linux.namespaces: needs a mount namespace'],
    ['a namespace twice', withNamespaces(['pid', 'pid']), 'linux.namespaces[2].type: names pid a second time'],
    ['an unknown namespace', put('linux.namespaces', [{ type: 'moon' }]), 'linux.namespaces[0].type: must be one of'],
    [
      'a mount namespace that exists',
      put('linux.namespaces', [{ type: 'mount', path: '/proc/1/ns/mnt' }]),
      'linux.namespaces[0].path: is not supported',
    ],
    [
      'a namespace by a relative path',
      put('linux.namespaces', [{ type: 'mount' }, { type: 'network', path: 'net' }]),
      'linux.namespaces[1].path: must be an absolute path',
    ],
    [
      'a user namespace without a map of users',
      withNamespaces(['user'], { gidMappings: ALL_IDS }),
      'linux.uidMappings: is missing: a new user namespace needs it',
    ],
    [
      'a user namespace without a map of groups',
      withNamespaces(['user'], { uidMappings: ALL_IDS, gidMappings: [] }),
      'linux.gidMappings: is missing',
    ],
    ['a map without user namespace', withLinux({ uidMappings: ALL_IDS }), 'linux.uidMappings: needs a user namespace'],
    [
      'a map for a user namespace that exists',
      withLinux({ namespaces: [{ type: 'mount' }, { type: 'user', path: '/x' }], gidMappings: ALL_IDS }),
      'linux.gidMappings: is not for a user namespace that exists',
    ],
    [
      'ranges that overlap inside',
      withNamespaces(['user'], {
        uidMappings: [
          { containerID: 5, hostID: 100, size: 10 },
          { containerID: 0, hostID: 0, size: 6 },
        ],
        gidMappings: ALL_IDS,
      }),
      'linux.uidMappings[0].containerID: is in another range too',
    ],
    [
      'ranges that overlap outside',
      withNamespaces(['user'], {
        uidMappings: ALL_IDS,
        gidMappings: [
          { containerID: 0, hostID: 7, size: 1 },
          { containerID: 1, hostID: 7, size: 1 },
        ],
      }),
      'linux.gidMappings[1].hostID: is in another range too',
    ],
    [
      'an empty range',
      withNamespaces(['user'], { uidMappings: [{ containerID: 0, hostID: 0, size: 0 }], gidMappings: ALL_IDS }),
      'linux.uidMappings[0].size: must be a whole number from 1',
    ],
    [
      'a range beyond the last id',
      withNamespaces(['user'], {
        uidMappings: [{ containerID: 0, hostID: 1, size: 2 ** 32 - 1 }],
        gidMappings: ALL_IDS,
      }),
      'linux.uidMappings[0]: reaches beyond the last id',
    ],

    ['a relative destination', tmpfs('tmp'), 'mounts[0].destination: must be an absolute path'],
    ['a destination with ..', tmpfs('/a/../../b'), 'mounts[0].destination: must not hold ".."'],
    ['the root as destination', tmpfs('/./'), 'mounts[0].destination: must not be the root itself'],
    ['a NUL in a destination', tmpfs('/a\0b'), 'mounts[0].destination: must not hold a NUL'],
    ['a mount without type', withMounts({ destination: '/a', source: '/b' }), 'mounts[0].type: is missing'],
    ['a mount of type none', withMounts({ destination: '/a', type: 'none' }), 'mounts[0].type: is missing'],
    ['a type that is a path', put('mounts', [{ destination: '/a', type: '../x' }]), 'mounts[0].type: must be the name'],
    [
      'a bind mount without source',
      withMounts({ destination: '/a', type: 'none', options: ['rbind'] }),
      'mounts[0].source: is missing',
    ],
    [
      'an empty option',
      withMounts({ destination: '/a', type: 'tmpfs', options: ['ro', ''] }),
      'mounts[0].options[1]: must',
    ],
    ['a tmpfs at /proc', tmpfs('/proc/'), 'mounts[0].destination: only a proc can be mounted at /proc'],
    [
      'a folder at /proc',
      withMounts({ destination: '/proc', type: 'bind', source: '/tmp/proc' }),
      'mounts[0].destination: only a proc can be mounted at /proc',
    ],
    ['a tmpfs in /proc', tmpfs('/proc/self/attr'), 'mounts[0].destination: is inside /proc'],
    [
      'a mount with a map',
      put('mounts', [{ destination: '/a', type: 'tmpfs', uidMappings: [] }]),
      'mounts[0].uidMappings: is not supported',
    ],

    ['a cgroup that leads up', withLinux({ cgroupsPath: '/a/../../b' }), 'linux.cgroupsPath: must not hold ".."'],
    ['a cgroup with a line feed', withLinux({ cgroupsPath: 'a\nb' }), 'linux.cgroupsPath: must not hold control'],
    ['no cgroup', withLinux({ cgroupsPath: '/' }), 'linux.cgroupsPath: must name a cgroup'],
    ['an empty cgroup', withLinux({ cgroupsPath: '' }), 'linux.cgroupsPath: must not be empty'],
    ['a scope of systemd', withLinux({ cgroupsPath: 'a.slice:b:c' }), 'linux.cgroupsPath: in the form of systemd'],
    ['an odd propagation', put('linux.rootfsPropagation', 'r'), 'linux.rootfsPropagation: must be one of'],
    [
      'a device of no number',
      put('linux.devices', [{ type: 'c', path: '/dev/x', major: 1 }]),
      'linux.devices[0]: needs major and minor',
    ],
    [
      'a device out of /dev',
      put('linux.devices', [{ type: 'p', path: '/dev/../x' }]),
      'linux.devices[0].path: must not hold ".."',
    ],
    ['a masked path that leads up', withLinux({ maskedPaths: ['/a/..'] }), 'linux.maskedPaths[0]: must not hold ".."'],
    [
      'a relative read-only path',
      withLinux({ readonlyPaths: ['proc'] }),
      'linux.readonlyPaths[0]: must be an absolute',
    ],

    ['memory of -2', withResources({ memory: { limit: -2 } }), 'linux.resources.memory.limit: must be a whole number'],
    ['memory of 2^64', withResources({ memory: { limit: 2 ** 64 } }), 'linux.resources.memory.limit: must be a whole'],
    ['memory as text', put('linux.resources', { memory: { limit: '10M' } }), 'linux.resources.memory.limit: must be'],
    ['a quota of 999', withResources({ cpu: { quota: 999 } }), 'linux.resources.cpu.quota: must be at least 1000'],
    ['a period of 1', withResources({ cpu: { period: 1 } }), 'linux.resources.cpu.period: must be at least 1000'],
    ['one share', withResources({ cpu: { shares: 1 } }), 'linux.resources.cpu.shares: must be at least 2'],
    ['CPUs 0-', withResources({ cpu: { cpus: '0-' } }), 'linux.resources.cpu.cpus: must be a list'],
    ['CPUs 3-1', withResources({ cpu: { cpus: '3-1' } }), 'linux.resources.cpu.cpus: has a range that runs backwards'],
    ['a weight of 9', withResources({ blockIO: { weight: 9 } }), 'linux.resources.blockIO.weight: must be at least 10'],
    [
      'a rate of 0',
      withResources({ blockIO: { throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 0 }] } }),
      'linux.resources.blockIO.throttleReadBpsDevice[0].rate: must be a whole number from 1',
    ],
    [
      'a rule of no access',
      put('linux.resources', { devices: [{ allow: true, access: '' }] }),
      'linux.resources.devices[0].access: must be letters of "rwm"',
    ],
    [
      'an access twice',
      put('linux.resources', { devices: [{ allow: true, access: 'rr' }] }),
      'linux.resources.devices[0].access: must be letters of "rwm"',
    ],
    [
      'two lines for a control file',
      withResources({ unified: { 'memory.max': 'max\n0' } }),
      'linux.resources.unified."memory.max": must be one line',
    ],
    [
      'somebody who is to be asked',
      put('linux.seccomp', { defaultAction: 'SCMP_ACT_NOTIFY' }),
      'linux.seccomp.defaultAction: must be one of',
    ],
    [
      'a socket for seccomp',
      put('linux.seccomp', { defaultAction: 'SCMP_ACT_ALLOW', listenerPath: '/x' }),
      'linux.seccomp.listenerPath: is not supported',
    ],
  ] as const)('refuses %s', (_, spec, problem) => {
    expect(problemsOf(() => checkSpec(spec))).toContainEqual(expect.stringContaining(problem));
  });

  it.each([
    ...['hooks', 'windows', 'vm', 'solaris', 'zos'].map((key) => key),
    ...['apparmorProfile', 'selinuxLabel', 'scheduler', 'ioPriority', 'execCPUAffinity'].map((key) => `process.${key}`),
    ...['intelRdt', 'personality', 'mountLabel', 'timeOffsets', 'netDevices', 'memoryPolicy'].map(
      (key) => `linux.${key}`,
    ),
    ...['hugepageLimits', 'rdma', 'network'].map((key) => `linux.resources.${key}`),
    ...['kernel', 'kernelTCP'].map((key) => `linux.resources.memory.${key}`),
    ...['realtimeRuntime', 'burst', 'idle'].map((key) => `linux.resources.cpu.${key}`),
    ...['leafWeight', 'weightDevice'].map((key) => `linux.resources.blockIO.${key}`),
  ])('refuses %s by its name, as what the specification has and a run does not', (path) => {
    const spec = withResources({ memory: {}, cpu: {}, blockIO: {} });
    expect(problemsOf(() => checkSpec(put(path, {}, spec)))).toEqual([`${path}: is not supported`]);
  });

  it('tells everything of one kind at once', () => {
    const spec = put('process.cwd', 'x', put('root.path', '', SMALL) as Spec);
    expect(problemsOf(() => checkSpec(spec))).toEqual([
      'process.cwd: must be an absolute path',
      'root.path: must not be empty',
    ]);
  });

  it('takes the resources that Docker writes for what nobody set', () => {
    const resources = {
      memory: { disableOOMKiller: false },
      cpu: { shares: 0 },
      pids: { limit: 0 },
      blockIO: { weight: 0 },
    };
    expect(problemsOf(() => checkSpec(withResources(resources)))).toEqual([]);
  });
});

describe('parseSpec', () => {
  it('takes the text of a specification', () => {
    expect(parseSpec(JSON.stringify(SMALL))).toEqual(SMALL);
  });

  it.each([
    ['no JSON', '{', 'is no JSON: '],
    ['nothing', '', 'is no JSON: '],
    ['100,000 lists in each other', '['.repeat(100_000) + ']'.repeat(100_000), 'must be an object'],
    ['9 MB', JSON.stringify('x'.repeat(9_000_000)), 'is larger than 8388608 bytes'],
  ])('refuses %s', (_, json, problem) => {
    expect(problemsOf(() => parseSpec(json))).toEqual([expect.stringContaining(problem)]);
  });

  it('takes no limit as engines write it', () => {
    const json = JSON.stringify(withProcess({ rlimits: [{ type: 'RLIMIT_CORE', soft: 0, hard: 1 }] }));
    const spec = parseSpec(json.replace('"hard":1', '"hard":18446744073709551615'));
    expect(spec.process.rlimits).toEqual([{ type: 'RLIMIT_CORE', soft: 0, hard: 2 ** 64 }]);
  });
});
