import { describe, expect, it } from 'vitest';
import type { Step } from '../../../../../src/helper/run/plan.ts';
import { PROC, terminals } from '../../../../../src/helper/run/presets/preset-parts.ts';
import type { Spec } from '../../../../../src/helper/run/spec/spec-schema.ts';
import { ROOT } from '../facts.ts';
import { ALL_IDS, SMALL, withLinux, withProcess } from '../specs.ts';
import { only, stepsFor } from './compiling.ts';

const namesOf = (steps: readonly Step[]) => steps.map(({ op }) => op);
const SECCOMP = { defaultAction: 'SCMP_ACT_ALLOW' } as const;

const FULL: Spec = {
  ...SMALL,
  process: { ...SMALL.process, terminal: true, oomScoreAdj: 1, rlimits: [{ type: 'RLIMIT_CPU', soft: 1, hard: 1 }] },
  root: { path: '/rootfs', readonly: true },
  hostname: 'a',
  domainname: 'b',
  mounts: [PROC, terminals(ROOT)],
  linux: {
    namespaces: [
      { type: 'mount' },
      { type: 'user' },
      { type: 'network' },
      { type: 'ipc' },
      { type: 'uts' },
      { type: 'cgroup' },
      { type: 'pid', path: '/proc/7/ns/pid' },
    ],
    uidMappings: ALL_IDS,
    gidMappings: ALL_IDS,
    resources: { pids: { limit: 1 } },
    rootfsPropagation: 'shared',
    seccomp: SECCOMP,
    sysctl: { 'kernel.msgmax': '1' },
    maskedPaths: ['/proc/kcore'],
    readonlyPaths: ['/proc/sys'],
  },
};

describe('The order of a plan', () => {
  it('is that in which each step can still be done', () => {
    expect(namesOf(stepsFor(FULL, ROOT, { init: true }))).toEqual([
      ...['cgroup.create', 'cgroup.write', 'cgroup.create', 'namespace.join', 'clone'],
      ...['cgroup.attach', 'oom_score_adj', 'idmap', 'idmap', 'enter'],
      ...['namespace.unshare', 'mount.propagation', 'root.open', 'root.attach', 'mount.new', 'mount.new'],
      ...['sysctl', 'root.readonly', 'readonly', 'mask', 'loopback.up', 'root.pivot', 'root.propagation'],
      ...['hostname', 'domainname', 'terminal', 'rlimit', 'umask', 'seccomp'],
      ...['capabilities.bound', 'user', 'capabilities', 'cwd', 'init', 'exec'],
    ]);
  });

  it('has seccomp right before the program where nothing can be gained any more', () => {
    const steps = stepsFor({ ...FULL, process: { ...FULL.process, noNewPrivileges: true } }, ROOT, { init: true });
    expect(namesOf(steps).slice(-9)).toEqual([
      ...['umask', 'no_new_privs', 'capabilities.bound', 'user', 'capabilities', 'cwd', 'seccomp', 'init', 'exec'],
    ]);
  });

  it('closes the machine’s own root, with all that is mounted in it, before anything is mounted', () => {
    const steps = stepsFor({ ...FULL, root: { path: '/', readonly: true } });
    expect(only('root.readonly', steps)).toEqual([{ op: 'root.readonly', recursive: true }]);
    const names = namesOf(steps);
    expect(names.indexOf('root.readonly')).toBe(names.indexOf('root.open') + 1);
  });

  it('leaves a root open that is not said to be read-only', () => {
    expect(only('root.readonly', stepsFor({ ...FULL, root: { path: '/' } }))).toEqual([]);
    expect(only('root.readonly', stepsFor({ ...FULL, root: { path: '/rootfs' } }))).toEqual([]);
  });

  it('never makes the cgroup namespace with the process, nor joins after it', () => {
    const [clone] = only('clone', stepsFor(FULL));
    expect(clone?.namespaces).toEqual(['user', 'mnt', 'net', 'ipc', 'uts']);
    const joined = stepsFor(
      withLinux({
        namespaces: [
          { type: 'mount' },
          { type: 'cgroup', path: '/c' },
          { type: 'uts', path: '/h' },
          { type: 'user', path: '/u' },
        ],
      }),
    );
    expect(only('namespace.join', joined).map(({ namespace }) => namespace)).toEqual(['user', 'uts', 'cgroup']);
    expect(only('namespace.unshare', joined)).toEqual([]);
  });

  it.each([
    [undefined, 'slave', undefined],
    ['slave', 'slave', undefined],
    ['rprivate', 'private', undefined],
    // The new root is put over the machine's: it would be so on the machine too.
    ['shared', 'slave', 'shared'],
    ['rshared', 'slave', 'shared'],
    ['runbindable', 'slave', 'unbindable'],
  ] as const)('with rootfsPropagation %s makes mounts %s, and the root %s', (wanted, machine, root) => {
    const steps = stepsFor(withLinux(wanted === undefined ? {} : { rootfsPropagation: wanted }));
    expect(only('mount.propagation', steps).map(({ propagation }) => propagation)).toEqual([machine]);
    expect(only('root.propagation', steps).map(({ propagation }) => propagation)).toEqual(root ? [root] : []);
  });

  it('brings up the loopback device of a new network only', () => {
    const joined = withLinux({ namespaces: [{ type: 'mount' }, { type: 'network', path: '/n' }] });
    expect(only('loopback.up', stepsFor(joined))).toEqual([]);
    expect(only('loopback.up', stepsFor(withProcess({})))).toEqual([]);
  });
});
