import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LimitResource } from '../../src/shared/model/cgroup.ts';
import type { Container } from '../../src/shared/model/container.ts';
import { NAMESPACE_TYPES } from '../../src/shared/model/namespace.ts';
import type { InitializeResult } from '../../src/shared/protocol/helper.ts';
import type { LabContainer } from '../lab/container.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { namespacesOf } from '../lab/lsns.ts';
import { asNobody, HelperClient } from '../support/helper-client.ts';

const MIB = 1024 * 1024;

/** One container of each runtime, all at once, and what the runtimes themselves say of them. */
let lab: Lab;
let started: readonly LabContainer[];
let nested: { outer: LabContainer; inner: { pid: number } };

beforeAll(async () => {
  lab = await openLab();
  const nestedSandbox = lab.nestedSandbox();
  started = await Promise.all([
    lab.docker({ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 }),
    lab.docker({ extraArgs: ['--pid=host'] }),
    lab.docker({ extraArgs: ['--cgroup-parent=/lab-parent'] }),
    lab.podman({ memoryBytes: 48 * MIB, cpus: 0.25, pidsLimit: 40 }),
    lab.containerd({ memoryBytes: 32 * MIB, cpus: 0.75 }),
    lab.runc({ memoryBytes: 24 * MIB, cpus: 0.4, pidsLimit: 30 }),
    lab.crun({ memoryBytes: 20 * MIB }),
    lab.lxc({ memoryBytes: 16 * MIB, pidsLimit: 20 }),
    lab.nspawn(),
    lab.nspawn(),
    lab.bubblewrap(),
    lab.unshare(),
  ]);
  nested = await nestedSandbox;
}, 120_000);

afterAll(() => lab.close(), 60_000);

/** The limits that each container was started with: one line each. */
function limitsAsked(): string[] {
  return started.flatMap(({ runtime, name, memoryLimitBytes, cpus, pidsLimit }) => {
    const asked = { memory: memoryLimitBytes, cpu: cpus, pids: pidsLimit };
    return Object.entries(asked).flatMap(([resource, amount]) =>
      amount === undefined ? [] : [`${runtime} ${name}: ${resource} ${amount}, its own, in the file ${amount}`],
    );
  });
}

/** The same lines, for the same limits, by what the helper says and by the file that it says it is from. */
async function limitsShown(helper: HelperClient, found: readonly Container[]): Promise<string[]> {
  const lines = started.map(async ({ runtime, name, initPid, memoryLimitBytes, cpus, pidsLimit }) => {
    const asked = new Map<LimitResource, number | undefined>([
      ['memory', memoryLimitBytes],
      ['cpu', cpus],
      ['pids', pidsLimit],
    ]);
    const containerId = found.find(({ init }) => init.pid === initPid)?.id ?? '';
    const { limits } = await helper.request('container/limits', { containerId });
    return limits.flatMap(({ resource, limit, own, limitFile }) => {
      if (asked.get(resource) === undefined) return [];
      const shown = 'value' in limit && limit.value.kind === 'amount' ? limit.value.amount : JSON.stringify(limit);
      const whose = own ? 'its own' : 'of another';
      return [`${runtime} ${name}: ${resource} ${shown}, ${whose}, in the file ${amountIn(limitFile?.text ?? '')}`];
    });
  });
  return (await Promise.all(lines)).flat();
}

/** What the file of a limit says: of processors the quota for each period. */
function amountIn(file: string): number {
  const [amount, period] = readFileSync(file, 'latin1').trim().split(' ').map(Number);
  const ofVersion1 = file.endsWith('/cpu.cfs_quota_us') ? join(dirname(file), 'cpu.cfs_period_us') : undefined;
  const divisor = ofVersion1 === undefined ? (period ?? 1) : Number(readFileSync(ofVersion1, 'latin1'));
  return (amount ?? Number.NaN) / divisor;
}

describe('as root', () => {
  let found: readonly Container[];
  let helper: HelperClient;

  beforeAll(async () => {
    helper = await HelperClient.start();
    found = await helper.watch();
  });

  afterAll(() => helper[Symbol.asyncDispose]());

  const only = (pid: number): Container => {
    const matches = found.filter((container) => container.init.pid === pid);
    expect(matches.map(({ id }) => id)).toHaveLength(1);
    return matches[0] as Container;
  };

  it('finds each exactly once', () => {
    const unexpected = started.filter(
      ({ initPid }) => found.filter((container) => container.init.pid === initPid).length !== 1,
    );
    expect(unexpected.map(({ runtime, name }) => `${runtime} ${name}`)).toEqual([]);
  });

  it('gives each its runtime, and its name where it has one', () => {
    const wrong = started.flatMap(({ runtime, name, initPid }) => {
      const container = only(initPid);
      const named = runtime === 'bubblewrap' || runtime === 'unshare' || container.name === name;
      return container.runtime === runtime && named
        ? []
        : [`${runtime} ${name}: ${container.runtime} ${container.name}`];
    });
    expect(wrong).toEqual([]);
  });

  it('gives each its start time, image and id', () => {
    for (const { initPid, initStartTime, id, image, runtime } of started) {
      const container = only(initPid);
      expect(container.init.startTime, runtime).toBe(initStartTime);
      if (id !== undefined) expect(container.runtimeContainerId, runtime).toBe(id);
      // containerd keeps the image's name in its own database, not in the bundle.
      if (image !== undefined && runtime !== 'containerd') expect(container.image ?? '', runtime).toContain('ci-lab');
    }
  });

  it('gives each its eight namespaces, as lsns and /proc show them', async () => {
    for (const { initPid, runtime } of started) {
      const truth = await namespacesOf(initPid);
      const shown = only(initPid).namespaces;
      expect(shown.map(({ type }) => type)).toEqual(NAMESPACE_TYPES);
      for (const { type, id, scope } of shown) {
        expect('value' in id && id.value.ino, `${runtime} ${type}`).toBe(truth.get(type));
        expect(['host', 'private', 'shared']).toContain(scope);
      }
    }
  });

  it('shows the memory limit that each was started with, and some use', () => {
    for (const { initPid, runtime, memoryLimitBytes } of started) {
      if (memoryLimitBytes === undefined) continue;
      const { memory } = only(initPid);
      expect(memory, runtime).toMatchObject({
        limit: { value: { kind: 'amount', amount: memoryLimitBytes } },
        own: true,
      });
      expect(memory.use !== undefined && 'value' in memory.use && memory.use.value, runtime).toBeGreaterThan(0);
    }
  });

  it('shows the memory, CPU and pids limits that each was started with, and where they are from', async () => {
    expect(await limitsShown(helper, found)).toEqual(limitsAsked());
  });

  it('shows all five limits of a container', async () => {
    const [docker] = started;
    const container = only(docker?.initPid ?? 0);
    const { limits } = await helper.request('container/limits', { containerId: container.id });
    expect(limits.map(({ resource }) => resource)).toEqual(['memory', 'cpu', 'pids', 'cpuset', 'io']);
    expect(limits[0]?.limit).toEqual({ value: { kind: 'amount', amount: 64 * MIB } });
    expect(limits[1]).toMatchObject({ limit: { value: { kind: 'amount', amount: 0.5 } }, own: true });
    expect(limits[2]).toMatchObject({ limit: { value: { kind: 'amount', amount: 50 } }, use: { value: 1 } });
    expect(limits[3]).toMatchObject({ limit: { value: { kind: 'cpus' } } });
    for (const { limitFile, limit } of limits.slice(0, 3)) {
      const amount = 'value' in limit && limit.value.kind === 'amount' ? limit.value.amount : 0;
      const content = Number(readFileSync(limitFile?.text ?? '', 'latin1'));
      expect([amount, amount * 100_000]).toContain(content);
    }
  });

  it('shows the processes of a container with their pids inside', async () => {
    const [docker] = started;
    const container = only(docker?.initPid ?? 0);
    const { processes } = await helper.request('container/processes', { containerId: container.id });
    expect(processes).toHaveLength(1);
    expect(processes[0]).toMatchObject({
      pid: docker?.initPid,
      pids: { value: [docker?.initPid, 1] },
      commandLine: { value: '/bin/sleep 3600' },
      uid: { value: 0 },
    });
  });

  it('nests a sandbox in its container', () => {
    const outer = only(nested.outer.initPid);
    const inner = only(nested.inner.pid);
    expect(inner.parent).toBe(outer.id);
    expect(inner.kind).toBe('sandbox');
    expect(outer.parent).toBeUndefined();
    const pids = 'value' in inner.initPids ? inner.initPids.value : [];
    expect(pids).toHaveLength(3);
    expect(pids.at(-1)).toBe(1);
  });

  it('lists no monitor, shim or launcher', () => {
    for (const { monitor, runtime } of started) {
      if (monitor === undefined) continue;
      expect(
        found.some(({ init }) => init.pid === monitor.pid),
        runtime,
      ).toBe(false);
    }
  });
});

describe('as an unprivileged user', () => {
  let found: readonly Container[];
  let helper: HelperClient & { hello: InitializeResult };

  beforeAll(async () => {
    helper = await HelperClient.start({ prefix: [...asNobody] });
    found = await helper.watch();
  });

  afterAll(() => helper[Symbol.asyncDispose]());

  it('says that it is not root', () => {
    expect(helper.hello.host).toMatchObject({ privileged: false, helperUid: 65534 });
  });

  it('still finds each exactly once', () => {
    const counts = [...started, { initPid: nested.inner.pid, runtime: 'nested' }].map(({ initPid, runtime }) => [
      runtime,
      found.filter((container) => container.init.pid === initPid).length,
    ]);
    expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
  });

  it('knows the runtimes that a path or a launcher tells', () => {
    const hiddenRuntimes = new Set(['runc', 'crun']);
    for (const { runtime, initPid } of started) {
      const container = found.find(({ init }) => init.pid === initPid);
      if (hiddenRuntimes.has(runtime)) expect(container?.runtime).toBe('unknown');
      else expect(container?.runtime).toBe(runtime);
    }
  });

  it('shows the same limits as root', async () => {
    expect(await limitsShown(helper, found)).toEqual(limitsAsked());
  });

  it('knows the names that a command line or a cgroup tells, and of the others the short id', () => {
    const named = started.filter(({ runtime }) => ['podman', 'containerd', 'lxc', 'nspawn'].includes(runtime));
    const ofDocker = started.filter(({ runtime }) => runtime === 'docker');
    const nameOf = (pid: number): string => found.find(({ init }) => init.pid === pid)?.name ?? 'not found';
    expect(named.map(({ initPid }) => nameOf(initPid))).toEqual(named.map(({ name }) => name));
    for (const { initPid, id } of ofDocker) {
      expect(found.find(({ init }) => init.pid === initPid)).toMatchObject({
        name: id?.slice(0, 12),
        nameSource: 'cgroup',
        runtimeContainerId: id,
      });
    }
  });

  it('marks what is hidden, and reads what is not', () => {
    for (const { initPid, initStartTime, runtime, memoryLimitBytes } of started) {
      const container = found.find(({ init }) => init.pid === initPid);
      expect(container?.init.startTime, runtime).toBe(initStartTime);
      for (const { id, scope } of container?.namespaces ?? []) {
        expect(id, runtime).toEqual({ unread: { reason: 'permission', errno: 'EACCES' } });
        expect(scope).toBe('unknown');
      }
      // A host's pid namespace has one level, a container's own two.
      expect(container?.initPids, runtime).toHaveProperty('value');
      if (memoryLimitBytes !== undefined) {
        expect(container?.memory.limit, runtime).toEqual({ value: { kind: 'amount', amount: memoryLimitBytes } });
      }
    }
  });

  it('lists no more than root does, apart from what root knows to be something else', async () => {
    await using root = await HelperClient.start();
    const pids = (await root.watch()).map(({ init }) => init.pid);
    expect(found.filter(({ init }) => !pids.includes(init.pid)).map(({ id }) => id)).toEqual([]);
  });
});
