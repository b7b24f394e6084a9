import { describe, expect, it } from 'vitest';
import { ROOT } from '../facts.ts';
import { ALL_IDS, SMALL, withLinux, withMounts, withNamespaces, withProcess } from '../specs.ts';
import { only, refusals, stepsFor } from './compiling.ts';

const PTS = { destination: '/dev/pts', type: 'devpts' };

describe('The process of a plan', () => {
  it.each([
    [['A=1', 'B=', 'A=2=3'], 0, ['A=2=3', 'B=', 'HOME=/root']],
    [['A=1'], 1000, ['A=1', 'HOME=/']],
    [['HOME=', 'A=1'], 7, ['HOME=/', 'A=1']],
    [['HOME=/home/a', 'HOMER=b'], 0, ['HOME=/home/a', 'HOMER=b']],
    [undefined, 0, ['HOME=/root']],
  ])('has of the environment %j as user %i each name once, and HOME', (env, uid, expected) => {
    const process = env === undefined ? {} : { env };
    const [exec] = only('exec', stepsFor(withProcess({ ...process, user: { uid, gid: 0 } })));
    expect(exec?.environment).toEqual(expected);
  });

  it('has no capability where nothing is said', () => {
    const steps = stepsFor(SMALL);
    expect(only('capabilities.bound', steps)).toEqual([{ op: 'capabilities.bound', set: 0n }]);
    expect(only('capabilities', steps)).toEqual([
      { op: 'capabilities', effective: 0n, permitted: 0n, inheritable: 0n, ambient: 0n },
    ]);
  });

  it('has the capabilities of each set as bits', () => {
    const capabilities = {
      bounding: ['CAP_CHOWN', 'CAP_KILL', 'CAP_CHECKPOINT_RESTORE'],
      permitted: ['CAP_CHOWN', 'CAP_KILL'],
      effective: ['CAP_KILL', 'CAP_KILL'],
      inheritable: ['CAP_KILL'],
    };
    const steps = stepsFor(withProcess({ capabilities }));
    expect(only('capabilities.bound', steps)[0]?.set).toBe(2n ** 40n + 2n ** 5n + 1n);
    expect(only('capabilities', steps)).toEqual([
      { op: 'capabilities', effective: 32n, permitted: 33n, inheritable: 32n, ambient: 0n },
    ]);
  });

  it('has those ambient capabilities that the kernel would give', () => {
    const capabilities = {
      bounding: ['CAP_KILL', 'CAP_CHOWN'],
      permitted: ['CAP_KILL'],
      inheritable: ['CAP_KILL', 'CAP_CHOWN'],
      ambient: ['CAP_KILL', 'CAP_CHOWN', 'CAP_MKNOD'],
    };
    expect(only('capabilities', stepsFor(withProcess({ capabilities })))[0]?.ambient).toBe(32n);
  });

  it('has no capability that the kernel does not know', () => {
    const spec = withProcess({ capabilities: { bounding: ['CAP_KILL', 'CAP_BPF'] } });
    expect(refusals(spec, { ...ROOT, lastCapability: 38 })).toEqual([
      'process.capabilities.bounding[1]: this kernel does not know CAP_BPF',
    ]);
    expect(refusals(spec, { ...ROOT, lastCapability: 39 })).toEqual([]);
  });

  it('has no capability that root does not have here, unless in a user namespace', () => {
    const capabilities = { bounding: ['CAP_KILL', 'CAP_CHOWN'], permitted: ['CAP_CHOWN'] };
    const facts = { ...ROOT, capabilities: 32n };
    expect(refusals(withProcess({ capabilities }), facts)).toEqual([
      'process.capabilities.bounding[1]: CAP_CHOWN cannot be given: root does not have it here',
      'process.capabilities.permitted[0]: CAP_CHOWN cannot be given: root does not have it here',
    ]);
    const inside = withNamespaces(['user'], { uidMappings: ALL_IDS, gidMappings: ALL_IDS });
    expect(refusals({ ...inside, process: { ...inside.process, capabilities } }, facts)).toEqual([]);
  });

  it('has its limits by the numbers of the kernel', () => {
    const rlimits = [
      { type: 'RLIMIT_NOFILE', soft: 5, hard: 6 },
      { type: 'RLIMIT_RTTIME', soft: 2 ** 53 - 1, hard: 2 ** 64 },
    ] as const;
    expect(only('rlimit', stepsFor(withProcess({ rlimits: [...rlimits] })))).toEqual([
      { op: 'rlimit', resource: 7, soft: 5n, hard: 6n },
      { op: 'rlimit', resource: 15, soft: 9_007_199_254_740_991n, hard: 18_446_744_073_709_551_615n },
    ]);
  });

  it('has the umask of the specification, or the usual one', () => {
    expect(only('umask', stepsFor(SMALL))[0]?.mask).toBe(0o022);
    expect(only('umask', stepsFor(withProcess({ user: { uid: 0, gid: 0, umask: 0 } })))[0]?.mask).toBe(0);
  });

  it('is the user with the groups of the specification', () => {
    const user = { uid: 5, gid: 6, additionalGids: [7, 8] };
    expect(only('user', stepsFor(withProcess({ user })))).toEqual([{ op: 'user', uid: 5, gid: 6, groups: [7, 8] }]);
  });

  it('has a terminal of the size that the specification, or else the request, says', () => {
    const spec = { ...withProcess({ terminal: true }), mounts: [PTS] };
    expect(only('terminal', stepsFor(spec, ROOT, { columns: 100, rows: 30 }))).toEqual([
      { op: 'terminal', console: false, columns: 100, rows: 30 },
    ]);
    const sized = { ...spec, process: { ...spec.process, consoleSize: { width: 7, height: 8 } } };
    expect(only('terminal', stepsFor(sized))).toEqual([{ op: 'terminal', console: false, columns: 7, rows: 8 }]);
    expect(only('terminal', stepsFor(SMALL))).toEqual([]);
  });

  it('has a console only in a /dev of its own', () => {
    const spec = {
      ...withMounts({ destination: '/dev', type: 'tmpfs' }, PTS),
      process: { ...SMALL.process, terminal: true },
    };
    expect(only('terminal', stepsFor(spec))[0]?.console).toBe(true);
  });

  it('has the filter that is made for this architecture', () => {
    const spec = withLinux({ seccomp: { defaultAction: 'SCMP_ACT_ALLOW', flags: ['SECCOMP_FILTER_FLAG_LOG'] } });
    const [arm] = only('seccomp', stepsFor(spec, { ...ROOT, architecture: 'arm64' }));
    expect(arm).toEqual({ op: 'seccomp', flags: 1, filter: Uint8Array.of(2, 2, 3, 4, 5, 6, 7, 8) });
    expect(only('seccomp', stepsFor(SMALL))).toEqual([]);
  });

  it('writes oom_score_adj only where it is said, 0 too', () => {
    expect(only('oom_score_adj', stepsFor(SMALL))).toEqual([]);
    expect(only('oom_score_adj', stepsFor(withProcess({ oomScoreAdj: 0 })))).toEqual([
      { op: 'oom_score_adj', value: 0 },
    ]);
  });

  it('has a relative root below the bundle, and none without it', () => {
    const spec = { ...SMALL, root: { path: './rootfs/' } };
    expect(only('root.open', stepsFor(spec))[0]?.path).toBe('/bundles/one/rootfs');
    expect(refusals(spec, ROOT, { bundle: undefined })).toEqual([
      'root.path: must be an absolute path: there is no bundle to which it refers',
    ]);
  });
});
