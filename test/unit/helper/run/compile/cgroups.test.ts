import { describe, expect, it } from 'vitest';
import type { MachineFacts } from '../../../../../src/helper/run/compile/machine-facts.ts';
import type { ResourcesSpec } from '../../../../../src/helper/run/spec/resources-schema.ts';
import { HYBRID, hierarchy, ROOT, ROOT_ON_VERSION_2, UNIFIED, USER } from '../facts.ts';
import { ALL_IDS, SMALL, withLinux, withNamespaces, withResources } from '../specs.ts';
import { only, refusals, stepsFor } from './compiling.ts';

const writes = (resources: ResourcesSpec, facts: MachineFacts = ROOT) =>
  only('cgroup.write', stepsFor(withResources(resources), facts)).map(({ file, value }) => `${file}=${value}`);

const MIB = 2 ** 20;
const MEMORY_ONLY = hierarchy('unified', ['memory']);

describe('The limits of a plan', () => {
  it.each<[resources: ResourcesSpec, version1: string[], version2: string[]]>([
    [{ memory: { limit: MIB } }, ['memory.limit_in_bytes=1048576'], ['memory.max=1048576']],
    [{ memory: { limit: -1 } }, ['memory.limit_in_bytes=-1'], ['memory.max=max']],
    [{ memory: { limit: 0, swap: 0 } }, [], []],
    [
      { memory: { limit: MIB, swap: MIB } },
      ['memory.limit_in_bytes=1048576', 'memory.memsw.limit_in_bytes=1048576'],
      ['memory.swap.max=0', 'memory.max=1048576'],
    ],
    [
      { memory: { limit: MIB, swap: 3 * MIB } },
      ['memory.limit_in_bytes=1048576', 'memory.memsw.limit_in_bytes=3145728'],
      ['memory.swap.max=2097152', 'memory.max=1048576'],
    ],
    [{ memory: { swap: -1 } }, ['memory.memsw.limit_in_bytes=-1'], ['memory.swap.max=max']],
    [{ memory: { reservation: 5 } }, ['memory.soft_limit_in_bytes=5'], ['memory.low=5']],
    [
      { cpu: { quota: 50_000, period: 20_000 } },
      ['cpu.cfs_period_us=20000', 'cpu.cfs_quota_us=50000'],
      ['cpu.max=50000 20000'],
    ],
    [{ cpu: { quota: 50_000 } }, ['cpu.cfs_quota_us=50000'], ['cpu.max=50000 100000']],
    [{ cpu: { period: 20_000 } }, ['cpu.cfs_period_us=20000'], ['cpu.max=max 20000']],
    [{ cpu: { quota: -1 } }, ['cpu.cfs_quota_us=-1'], ['cpu.max=max 100000']],
    // The values of runc 1.1.
    [{ cpu: { shares: 2 } }, ['cpu.shares=2'], ['cpu.weight=1']],
    [{ cpu: { shares: 1024 } }, ['cpu.shares=1024'], ['cpu.weight=39']],
    [{ cpu: { shares: 262_144 } }, ['cpu.shares=262144'], ['cpu.weight=10000']],
    [{ cpu: { cpus: '1' } }, ['cpuset.cpus=1', 'cpuset.mems=0'], ['cpuset.cpus=1']],
    [{ cpu: { mems: '0' } }, ['cpuset.mems=0', 'cpuset.cpus=0-3'], ['cpuset.mems=0']],
    [{ cpu: { cpus: '', mems: '' } }, [], []],
    [{ pids: { limit: 7 } }, ['pids.max=7'], ['pids.max=7']],
    [{ pids: { limit: -1 } }, ['pids.max=max'], ['pids.max=max']],
    [{ pids: { limit: 0 } }, [], []],
    [{ blockIO: { weight: 10 } }, ['blkio.bfq.weight=10'], ['io.weight=1']],
    [{ blockIO: { weight: 1000 } }, ['blkio.bfq.weight=1000'], ['io.weight=10000']],
    [
      { blockIO: { throttleWriteBpsDevice: [{ major: 8, minor: 1, rate: 9 }] } },
      ['blkio.throttle.write_bps_device=8:1 9'],
      ['io.max=8:1 wbps=9'],
    ],
    [
      { blockIO: { throttleReadIOPSDevice: [{ major: 8, minor: 1, rate: 9 }] } },
      ['blkio.throttle.read_iops_device=8:1 9'],
      ['io.max=8:1 riops=9'],
    ],
  ])('are, of %j, on version 1 %j and on version 2 %j', (resources, version1, version2) => {
    expect(writes(resources)).toEqual(version1);
    expect(writes(resources, ROOT_ON_VERSION_2)).toEqual(version2);
  });

  it.each<[why: string, resources: ResourcesSpec, facts: MachineFacts, problem: string]>([
    ['swap without memory', { memory: { swap: 5 } }, ROOT, 'linux.resources.memory.swap: needs linux.resources.memory'],
    ['swap below memory', { memory: { limit: 5, swap: 4 } }, ROOT, 'linux.resources.memory.swap: is below'],
    [
      'swap that nobody counts',
      { memory: { limit: 5, swap: 5 } },
      { ...ROOT, cgroups: { ...HYBRID, swapLimit: false } },
      'linux.resources.memory.swap: cannot be limited: this kernel does not count swap',
    ],
    ['no place', { pids: { limit: 5 } }, USER, 'linux.resources.pids.limit: cannot be limited: no cgroup is delegated'],
    [
      'no controller',
      { pids: { limit: 5 } },
      { ...ROOT, cgroups: { ...UNIFIED, version2: undefined } },
      'linux.resources.pids.limit: cannot be limited: this machine has no cgroup controller pids',
    ],
    [
      'a controller that is not handed down',
      { blockIO: { throttleReadIOPSDevice: [{ major: 8, minor: 1, rate: 9 }] } },
      { ...ROOT, cgroups: { ...UNIFIED, version2: MEMORY_ONLY } },
      'linux.resources.blockIO.throttleReadIOPSDevice[0]: cannot be limited: the cgroup controller io is not available',
    ],
    [
      'weights of block devices',
      { blockIO: { weight: 10 } },
      { ...ROOT, cgroups: { ...HYBRID, blockWeightFile: undefined } },
      'linux.resources.blockIO.weight: cannot be set',
    ],
    [
      'the OOM killer on version 2',
      { memory: { disableOOMKiller: true } },
      ROOT_ON_VERSION_2,
      'linux.resources.memory.disableOOMKiller: has no counterpart',
    ],
    [
      'swappiness on version 2',
      { memory: { swappiness: 0 } },
      ROOT_ON_VERSION_2,
      'linux.resources.memory.swappiness: has no counterpart',
    ],
    [
      'device rules on version 2',
      { devices: [{ allow: false, access: 'rwm' }] },
      ROOT_ON_VERSION_2,
      'linux.resources.devices: is not supported on cgroup version 2',
    ],
    [
      'a file of version 2 on version 1',
      { unified: { 'memory.max': '5' } },
      ROOT,
      'linux.resources.unified."memory.max": is a file of cgroup version 2',
    ],
    [
      'a file of io where blkio is on version 1',
      { unified: { 'io.max': '8:0 rbps=1' } },
      ROOT,
      'linux.resources.unified."io.max": is a file of cgroup version 2, and here blkio is on version 1',
    ],
    ...['../memory.max', 'a/memory.max', 'memory', '..', '.x', 'memory.'].map(
      (file): [string, ResourcesSpec, MachineFacts, string] => [
        `the file ${file}`,
        { unified: { [file]: '5' } },
        ROOT_ON_VERSION_2,
        `linux.resources.unified.${JSON.stringify(file)}: is not the name of a file of a cgroup`,
      ],
    ),
    ...['cgroup.procs', 'cgroup.subtree_control', 'cgroup.type', 'cgroup.freeze'].map(
      (file): [string, ResourcesSpec, MachineFacts, string] => [
        `the file ${file}`,
        { unified: { [file]: '5' } },
        ROOT_ON_VERSION_2,
        `linux.resources.unified."${file}": is no limit`,
      ],
    ),
    [
      'a controller that nobody knows',
      { unified: { 'moon.max': '5' } },
      ROOT_ON_VERSION_2,
      'linux.resources.unified."moon.max": cannot be limited: the cgroup controller moon is not available',
    ],
  ])('cannot be had with %s', (_, resources, facts, problem) => {
    // Without root nothing works at all but with a user namespace.
    const ids = facts.euid === 0 ? ALL_IDS : [{ containerID: 0, hostID: 1000, size: 1 }];
    const spec =
      facts.euid === 0
        ? withResources(resources)
        : withNamespaces(['user'], { uidMappings: ids, gidMappings: ids, resources });
    expect(refusals(spec, facts)).toEqual([expect.stringContaining(problem)]);
  });

  it('name each limit once that has no place', () => {
    const spec = withResources({
      memory: { limit: 1, swap: 2 },
      cpu: { quota: 5000, period: 5000 },
      pids: { limit: 1 },
    });
    const facts = { ...ROOT, cgroups: USER.cgroups };
    expect(refusals(spec, facts).map((line) => line.split(':')[0])).toEqual(
      ['memory.limit', 'memory.swap', 'cpu.period', 'cpu.quota', 'pids.limit'].map((key) => `linux.resources.${key}`),
    );
  });

  it('name the rules of devices once that have no place', () => {
    const spec = withResources({ devices: [{ allow: true, type: 'a', major: 1, access: 'r' }] });
    expect(refusals(spec, { ...ROOT, cgroups: USER.cgroups }).map((line) => line.split(':')[0])).toEqual([
      'linux.resources.devices[0]',
      'linux.resources.devices',
    ]);
  });

  it('take weights of block devices as they are where BFQ takes them', () => {
    const facts: MachineFacts = { ...ROOT, cgroups: { ...UNIFIED, blockWeightFile: 'io.bfq.weight' } };
    expect(writes({ blockIO: { weight: 300 } }, facts)).toEqual(['io.bfq.weight=300']);
  });

  it('allow everything, nothing, or what is said of devices', () => {
    const rule = (devices: NonNullable<ResourcesSpec['devices']>) =>
      writes({ devices }).filter((write) => !ALWAYS.includes(write));
    const ALWAYS = writes({ devices: [{ allow: false, access: 'rwm' }] }).slice(1);
    expect(ALWAYS).toContain('devices.allow=c 1:3 rwm');
    expect(rule([{ allow: false, access: 'rwm' }])).toEqual(['devices.deny=a']);
    expect(rule([{ allow: true, type: 'b', major: 8, access: 'r' }])).toEqual(['devices.allow=b 8:* r']);
    // After an "a" the kernel reads nothing: this must not become everything.
    expect(rule([{ allow: true, type: 'a', major: 7, minor: 8, access: 'r' }])).toEqual([
      'devices.allow=c 7:8 r',
      'devices.allow=b 7:8 r',
    ]);
  });

  it('need no rules of devices in a user namespace, where nobody makes any', () => {
    const devices = [{ allow: false, access: 'rwm' }];
    const spec = withNamespaces(['user'], { uidMappings: ALL_IDS, gidMappings: ALL_IDS, resources: { devices } });
    expect(only('cgroup.write', stepsFor(spec))).toEqual([]);
  });
});

describe('The cgroups of a plan', () => {
  const created = (...[spec, facts, options]: Parameters<typeof stepsFor>) =>
    only('cgroup.create', stepsFor(spec, facts, options)).map(({ path }) => path);

  it('are one on version 2, and others where something is limited', () => {
    expect(created(SMALL)).toEqual(['/sys/fs/cgroup/unified/runs/container-internals-1']);
    expect(created(withResources({ pids: { limit: 5 } }))).toEqual([
      '/sys/fs/cgroup/pids/runs/container-internals-1',
      '/sys/fs/cgroup/unified/runs/container-internals-1',
    ]);
  });

  it('are where they were asked for besides', () => {
    const steps = stepsFor(SMALL, ROOT, { controllers: ['freezer', 'cpuset', 'moon'] });
    expect(only('cgroup.create', steps).map(({ path }) => path.split('/')[4])).toEqual([
      'cpuset',
      'freezer',
      'unified',
    ]);
    expect(only('cgroup.write', steps)).toEqual([
      { op: 'cgroup.write', cgroup: 0, file: 'cpuset.cpus', value: '0-3' },
      { op: 'cgroup.write', cgroup: 0, file: 'cpuset.mems', value: '0' },
    ]);
    expect(only('cgroup.attach', steps).map(({ cgroup }) => cgroup)).toEqual([0, 1]);
    expect(only('clone', steps)[0]?.into).toBe(2);
  });

  it('are none where none may be made', () => {
    const facts = { ...ROOT, cgroups: USER.cgroups };
    const steps = stepsFor(SMALL, facts, { controllers: ['freezer'] });
    expect(only('cgroup.create', steps)).toEqual([]);
    expect(only('clone', steps)[0]?.into).toBeUndefined();
  });

  it('are where cgroupsPath says', () => {
    const at = (cgroupsPath: string) => created(withLinux({ cgroupsPath }), ROOT_ON_VERSION_2);
    expect(at('/team/one')).toEqual(['/sys/fs/cgroup/team/one']);
    expect(at('one/./')).toEqual(['/sys/fs/cgroup/user.slice/runs.scope/one']);
  });

  it('share a hierarchy with two controllers', () => {
    const steps = stepsFor(withResources({ cpu: { shares: 5 } }), ROOT, { controllers: ['cpuacct'] });
    expect(only('cgroup.attach', steps)).toHaveLength(1);
  });
});
