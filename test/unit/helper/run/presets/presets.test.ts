import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileSpec } from '../../../../../src/helper/run/compile/compile-spec.ts';
import type { MachineFacts } from '../../../../../src/helper/run/compile/machine-facts.ts';
import { NAMESPACES_ONLY } from '../../../../../src/helper/run/presets/namespaces-only.ts';
import type { Preset, PresetInput } from '../../../../../src/helper/run/presets/preset.ts';
import { SANDBOX } from '../../../../../src/helper/run/presets/sandbox.ts';
import { SANDBOX_WITH_NETWORK } from '../../../../../src/helper/run/presets/sandbox-with-network.ts';
import { checkSpec } from '../../../../../src/helper/run/spec/parse-spec.ts';
import { HYBRID, OPTIONS, ROOT, ROOT_ON_VERSION_2, USER, USER_WITH_RANGES } from '../facts.ts';
import { planLines } from '../plan-lines.ts';
import { problemsOf } from '../problems-of.ts';

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/run/plans/', import.meta.url));

const input = (facts: MachineFacts, changes: Partial<PresetInput> = {}): PresetInput => ({
  facts,
  args: ['sh', '-c', 'make'],
  env: ['PATH=/usr/bin:/bin', 'TERM=xterm-256color'],
  terminal: true,
  workspace: { path: '/tmp/project', writable: true },
  limits: {},
  seccomp: { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [{ names: ['read'], action: 'SCMP_ACT_ALLOW' }] },
  ...changes,
});

const PRESETS = [SANDBOX, SANDBOX_WITH_NETWORK, NAMESPACES_ONLY];
const MACHINES = { root: ROOT, 'root-v2': ROOT_ON_VERSION_2, user: USER, 'user-v2': USER_WITH_RANGES };
const canLimit = (name: string) => name !== 'user';

describe.each(PRESETS)('The preset $id', (preset: Preset) => {
  it.each(Object.entries(MACHINES))('makes on the machine %s the plan that it made', async (name, facts) => {
    const spec = checkSpec(preset.spec(input(facts, { limits: canLimit(name) ? preset.limits : {} })));
    const plan = compileSpec(spec, facts, { ...OPTIONS, bundle: undefined, init: preset.init });
    await expect(planLines(plan)).toMatchFileSnapshot(`${FIXTURES}${preset.id}.${name}.jsonl`);
  });

  it('says what it does in one sentence each', () => {
    for (const sentence of [preset.isolates, preset.doesNotIsolate]) {
      expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
    }
    expect(preset.title).not.toBe('');
  });

  it('survives the way to JSON and back', () => {
    const spec = preset.spec(input(ROOT, { limits: preset.limits }));
    expect(checkSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });
});

describe('The sandbox', () => {
  const spec = (facts: MachineFacts, changes: Partial<PresetInput> = {}) =>
    checkSpec(SANDBOX.spec(input(facts, { limits: SANDBOX.limits, ...changes })));

  it('has all namespaces', () => {
    expect(
      spec(ROOT)
        .linux.namespaces?.map(({ type }) => type)
        .sort(),
    ).toEqual([...['cgroup', 'ipc', 'mount', 'network', 'pid', 'time', 'user', 'uts']]);
  });

  it('limits memory without a way out by swap, CPU and processes', () => {
    expect(spec(ROOT).linux.resources).toEqual({
      memory: { limit: 536_870_912, swap: 536_870_912 },
      cpu: { quota: 100_000, period: 100_000 },
      pids: { limit: 128 },
    });
    const uncounted = { ...ROOT, cgroups: { ...HYBRID, swapLimit: false } };
    expect(spec(uncounted).linux.resources?.memory).toEqual({ limit: 536_870_912 });
  });

  it('is said to be without limits where there is no place for them, never silently', () => {
    const problems = problemsOf(() => compileSpec(spec(USER), USER, OPTIONS));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(
      ['memory.limit', 'memory.swap', 'cpu.period', 'cpu.quota', 'pids.limit'].map((key) => `linux.resources.${key}`),
    );
  });

  it('has the workspace last, writable or not', () => {
    expect(spec(ROOT).mounts?.at(-1)).toEqual({
      ...{ destination: '/tmp/project', type: 'bind', source: '/tmp/project' },
      options: ['rbind'],
    });
    const closed = spec(ROOT, { workspace: { path: '/work', writable: false } });
    expect(closed.mounts?.at(-1)?.options).toEqual(['rbind', 'rro']);
    expect(closed.process.cwd).toBe('/work');
  });

  it('has nobody else’s ids', () => {
    const maps = (facts: MachineFacts) => [spec(facts).linux.uidMappings, spec(facts).linux.gidMappings].flat();
    expect(maps(ROOT)).toEqual(Array(2).fill({ containerID: 0, hostID: 0, size: 4_294_967_295 }));
    expect(maps(USER)).toEqual(Array(2).fill({ containerID: 1000, hostID: 1000, size: 1 }));
  });

  it('refuses a workspace that is the whole machine, or the kernel’s', () => {
    for (const path of ['/', '/proc/1/root', '/proc', '//sys/', '/dev/shm/x']) {
      expect(problemsOf(() => spec(ROOT, { workspace: { path, writable: true } }))).not.toEqual([]);
    }
  });
});

describe('Namespaces only', () => {
  const spec = (facts: MachineFacts) => checkSpec(NAMESPACES_ONLY.spec(input(facts)));

  it('leaves root everything that it has, without a user namespace', () => {
    expect(spec(ROOT).linux.namespaces).not.toContainEqual({ type: 'user' });
    expect(spec(ROOT).process.capabilities?.effective).toHaveLength(41);
    expect(spec({ ...ROOT, capabilities: 33n }).process.capabilities?.effective).toEqual(['CAP_CHOWN', 'CAP_KILL']);
  });

  it('gives a user all capabilities in a user namespace, also over execve', () => {
    expect(spec(USER).linux.namespaces).toContainEqual({ type: 'user' });
    expect(spec(USER).process.capabilities?.ambient).toHaveLength(41);
  });
});
