import { describe, expect, it } from 'vitest';
import type { MountBind, MountNew } from '../../../../../src/helper/run/plan.ts';
import type { LinuxSpec } from '../../../../../src/helper/run/spec/linux-schema.ts';
import type { MountSpec } from '../../../../../src/helper/run/spec/mount-schema.ts';
import { HYBRID, ROOT, ROOT_ON_VERSION_2 } from '../facts.ts';
import { ALL_IDS, OWN_IDS, SMALL, withMounts, withNamespaces } from '../specs.ts';
import { only, refusals, stepsFor } from './compiling.ts';

const tmpfs = (destination: string, ...options: string[]): MountSpec => ({
  ...{ destination, type: 'tmpfs', source: 'x' },
  options,
});
const bound = (...options: string[]): MountSpec => ({ destination: '/b', type: 'none', source: '/a', options });

describe('A bind mount of a plan', () => {
  const PLAIN: MountBind = {
    op: 'mount.bind',
    target: '/b',
    source: '/a',
    recursive: false,
    set: [],
    clear: [],
    attributesRecursive: false,
    propagation: undefined,
  };

  it.each<[options: string[], difference: Partial<MountBind>]>([
    [['bind'], {}],
    [['rbind'], { recursive: true }],
    [['bind', 'ro'], { set: ['ro'] }],
    [['bind', 'rw'], { clear: ['ro'] }],
    [['bind', 'ro', 'rw'], { clear: ['ro'] }],
    [['bind', 'nosuid', 'nodev', 'noexec', 'nosymfollow'], { set: ['nosuid', 'nodev', 'noexec', 'nosymfollow'] }],
    [['bind', 'suid', 'dev', 'exec', 'symfollow'], { clear: ['nosuid', 'nodev', 'noexec', 'nosymfollow'] }],
    [['bind', 'noatime', 'nodiratime'], { set: ['noatime', 'nodiratime'] }],
    [['bind', 'noatime', 'strictatime'], { set: ['strictatime'] }],
    [['bind', 'noatime', 'atime'], { set: ['relatime'] }],
    [['bind', 'norelatime', 'diratime'], { clear: ['nodiratime'] }],
    [['rbind', 'rro', 'rnosuid'], { recursive: true, set: ['ro', 'nosuid'], attributesRecursive: true }],
    [['rbind', 'ro', 'rro'], { recursive: true, set: ['ro'], attributesRecursive: true }],
    [['rbind', 'rrw'], { recursive: true, clear: ['ro'], attributesRecursive: true }],
    [['rbind', 'rnoatime'], { recursive: true, set: ['noatime'], attributesRecursive: true }],
    [['rbind', 'rrelatime'], { recursive: true, set: ['relatime'], attributesRecursive: true }],
    [['bind', 'private'], { propagation: 'private' }],
    [['rbind', 'rslave', 'rshared'], { recursive: true, propagation: 'rshared' }],
    [['bind', 'runbindable', 'defaults'], { propagation: 'runbindable' }],
  ])('is with the options %j as mount(8) would make it', (options, difference) => {
    expect(only('mount.bind', stepsFor(withMounts(bound(...options))))).toEqual([{ ...PLAIN, ...difference }]);
  });

  it('is one by its type alone', () => {
    const mount = { destination: '//b/', type: 'bind', source: '/a/.' };
    expect(only('mount.bind', stepsFor(withMounts(mount)))).toEqual([PLAIN]);
  });

  it('has a source below the bundle, where there is one', () => {
    const mount = { destination: '/b', type: 'bind', source: 'a/../c' };
    expect(only('mount.bind', stepsFor(withMounts(mount)))[0]?.source).toBe('/bundles/one/c');
    expect(refusals(withMounts(mount), ROOT, { bundle: undefined })).toEqual([
      'mounts[0].source: must be an absolute path: there is no bundle to which it refers',
    ]);
  });

  it.each([
    ['size=5', 'mounts[0].options[1]: is no option of a bind mount'],
    ['banana', 'mounts[0].options[1]: is no option of a bind mount'],
    ['sync', 'mounts[0].options[1]: is no option of a bind mount'],
    ['rbanana', 'mounts[0].options[1]: is no option of a bind mount'],
    ['remount', 'mounts[0].options[1]: is not supported'],
    ['idmap', 'mounts[0].options[1]: is not supported'],
    ['tmpcopyup', 'mounts[0].options[1]: is not supported'],
  ])('has no option %s', (option, problem) => {
    expect(refusals(withMounts(bound('bind', option)))).toEqual([expect.stringContaining(problem)]);
  });

  it('has no attributes of which some are for submounts and others are not', () => {
    expect(refusals(withMounts(bound('rbind', 'ro', 'rnosuid')))).toEqual([
      'mounts[0].options: has options for the mount alone beside some for its submounts too',
    ]);
  });
});

describe('A new file system of a plan', () => {
  const made = (...[spec, facts]: Parameters<typeof stepsFor>): readonly MountNew[] =>
    only('mount.new', stepsFor(spec, facts));

  it('gets what is no attribute as options of its own', () => {
    const mount = tmpfs('/t', 'nosuid', 'size=5k', 'ro', 'sync', 'mode=755', 'rprivate', 'exec', 'defaults');
    expect(made(withMounts(mount))).toEqual([
      {
        ...{ op: 'mount.new', target: '/t', type: 'tmpfs', source: 'x' },
        ...{ attributes: ['nosuid', 'ro'], options: ['size=5k', 'sync', 'mode=755'] },
      },
    ]);
  });

  it('is called like its type where nothing else is said', () => {
    expect(made(withMounts({ destination: '/p', type: 'mqueue', source: '' }))[0]?.source).toBe('mqueue');
  });

  it.each([
    ['shared', 'mounts[0].options: cannot make a new file system shared'],
    ['rro', 'mounts[0].options: has options for submounts'],
    ['remount', 'mounts[0].options[0]: is not supported'],
  ])('has no option %s', (option, problem) => {
    expect(refusals(withMounts(tmpfs('/t', option)))).toEqual([expect.stringContaining(problem)]);
  });

  it('belongs to somebody whom the user namespace knows', () => {
    const maps = { uidMappings: OWN_IDS, gidMappings: OWN_IDS };
    const spec = { ...withNamespaces(['user'], maps), mounts: [tmpfs('/t', 'gid=5', 'uid=0', 'uid=7')] };
    expect(refusals(spec)).toEqual([
      'mounts[0].options[0]: names an id that is not in linux.gidMappings',
      'mounts[0].options[2]: names an id that is not in linux.uidMappings',
    ]);
  });

  it('is closed only when everything is made in it', () => {
    const steps = stepsFor(withMounts(tmpfs('/dev', 'ro')));
    expect(only('mount.new', steps)[0]?.attributes).toEqual([]);
    expect(only('readonly', steps)).toEqual([{ op: 'readonly', path: '/dev' }]);
    const nested = stepsFor(withMounts(tmpfs('/t', 'ro'), tmpfs('/t/a', 'ro'), tmpfs('/tt', 'ro')));
    expect(only('mount.new', nested).map(({ attributes }) => attributes)).toEqual([[], ['ro'], ['ro']]);
    expect(only('readonly', nested)).toEqual([{ op: 'readonly', path: '/t' }]);
  });

  it('is closed at once where another one only begins like it', () => {
    const steps = stepsFor(withMounts(tmpfs('/t', 'ro'), tmpfs('/tt')));
    expect(only('mount.new', steps)[0]?.attributes).toEqual(['ro']);
    expect(only('readonly', steps)).toEqual([]);
  });

  it('has a place for the terminal before it is closed', () => {
    const pts: MountSpec = { destination: '/dev/pts', type: 'devpts', options: ['ro'] };
    const spec = { ...withMounts(tmpfs('/dev', 'ro'), pts), process: { ...SMALL.process, terminal: true } };
    expect(only('make.file', stepsFor(spec))).toEqual([{ op: 'make.file', path: '/dev/console', mode: 0o600 }]);
  });

  it('is not closed over what is to stay open', () => {
    expect(refusals(withMounts(tmpfs('/t', 'ro'), tmpfs('/t/a')))).toEqual([
      'mounts[0].options: makes a tmpfs read-only in which others are mounted that are not',
    ]);
  });
});

describe('The cgroups that a run can see', () => {
  const CGROUPS: MountSpec = { destination: '/c', type: 'cgroup', options: ['nosuid'] };
  const spec = (types: Parameters<typeof withNamespaces>[0], linux: LinuxSpec = {}, mount = CGROUPS) => ({
    ...withNamespaces(types, linux),
    mounts: [mount],
  });
  const maps = { uidMappings: ALL_IDS, gidMappings: ALL_IDS };
  const FIXED = ['nosuid', 'nodev', 'noexec'];

  it('are, with a namespace of their own, new mounts of every hierarchy', () => {
    const steps = stepsFor(spec(['cgroup']));
    expect(only('mount.new', steps).map(({ target, type }) => `${type} ${target}`)).toEqual([
      'tmpfs /c',
      ...['cpu,cpuacct', 'memory', 'pids', 'cpuset', 'blkio', 'devices', 'freezer', 'systemd'].map(
        (name) => `cgroup /c/${name}`,
      ),
    ]);
    expect(only('mount.new', steps).at(-1)?.options).toEqual(['none', 'name=systemd']);
    expect(only('mount.new', steps)[1]?.options).toEqual(['cpu', 'cpuacct']);
    expect(only('make.link', steps)).toEqual([
      { op: 'make.link', path: '/c/cpu', target: 'cpu,cpuacct' },
      { op: 'make.link', path: '/c/cpuacct', target: 'cpu,cpuacct' },
    ]);
    expect(only('readonly', steps)).toEqual([]);
  });

  it('are, without one, the run’s own', () => {
    const steps = stepsFor(spec([], { resources: { pids: { limit: 5 } } }));
    const sources = only('mount.bind', steps).map(({ source }) => source);
    expect(sources).toContain('/sys/fs/cgroup/pids/runs/container-internals-1');
    expect(sources).toContain('/sys/fs/cgroup/memory/init');
  });

  it.each([
    ['new ones', ROOT_ON_VERSION_2, ['cgroup'], 'mount.new', FIXED],
    ['new ones in a user namespace', ROOT_ON_VERSION_2, ['cgroup', 'user'], 'mount.new', FIXED],
    ['the machine’s', ROOT_ON_VERSION_2, [], 'mount.bind', FIXED],
    // CVE-2023-25809: the machine's own files, writable.
    ['the machine’s in a user namespace', ROOT_ON_VERSION_2, ['user'], 'mount.bind', [...FIXED, 'ro']],
  ] as const)('have, being %s, the attributes that keep the machine safe', (_, facts, types, op, attributes) => {
    const steps = stepsFor(spec(types, types.includes('user' as never) ? maps : {}), facts);
    const [mount] = steps.filter((step) => step.op === op && step.target === '/c');
    expect(mount).toMatchObject(op === 'mount.new' ? { attributes } : { set: attributes });
  });

  it('are read-only with their folder', () => {
    const steps = stepsFor(spec(['cgroup', 'user'], maps, { ...CGROUPS, options: ['ro'] }));
    const mounts = only('mount.new', steps);
    expect(mounts[0]?.attributes).toEqual(FIXED);
    expect(mounts.slice(1).every(({ attributes }) => attributes.includes('ro'))).toBe(true);
    expect(only('readonly', steps)).toEqual([{ op: 'readonly', path: '/c' }]);
  });

  it('are those of version 2 by name', () => {
    const [mount] = only('mount.new', stepsFor(spec(['cgroup'], {}, { ...CGROUPS, type: 'cgroup2' })));
    expect(mount).toMatchObject({ target: '/c', type: 'cgroup2', options: [] });
  });

  it('are refused where there are none, and with options of others', () => {
    const none = { ...ROOT, cgroups: { ...HYBRID, version1: [], version2: undefined } };
    expect(refusals(spec([]), none)).toEqual([expect.stringContaining('mounts[0].type: cannot be mounted')]);
    expect(refusals(spec([], {}, { ...CGROUPS, options: ['size=5'] }))).toEqual([
      'mounts[0].options[0]: is no option of a cgroup mount',
    ]);
  });
});
