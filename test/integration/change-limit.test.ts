import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LimitChange } from '../../src/shared/model/limit-change.ts';
import { cgroupFolder, cgroupHierarchies, removeCgroups } from '../lab/cgroups.ts';
import type { LabContainer } from '../lab/container.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { at, parseObject } from '../lab/json.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { asNobody, HelperClient } from '../support/helper-client.ts';
import { blockDevice, changed, planned, targetOf } from './change-limits.ts';

const MIB = 1024 * 1024;

/** The limit files of version 1, by their controllers. */
const FILES = {
  memory: ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', 'memory.soft_limit_in_bytes'],
  cpu: ['cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.shares'],
  pids: ['pids.max'],
  cpuset: ['cpuset.cpus', 'cpuset.mems'],
  blkio: ['blkio.throttle.read_bps_device', 'blkio.throttle.write_iops_device'],
} as const;

type Controller = keyof typeof FILES;

let lab: Lab;
let helper: HelperClient;
/** Stands beside each container whose limits are changed. */
let decoy: DockerContainer;
let before: string;

beforeAll(async () => {
  lab = await openLab();
  decoy = await lab.docker({ memoryBytes: 48 * MIB, cpus: 0.25, pidsLimit: 33, extraArgs: ['--cpuset-cpus=0'] });
  helper = await HelperClient.start({ arguments: ['--manage'] });
  await helper.watch();
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
});

beforeEach(() => {
  before = otherLimits();
});

afterEach(() => {
  expect(otherLimits()).toBe(before);
});

/** Every limit of the decoy and of the cgroups above it. */
function otherLimits(): string {
  const lines = Object.entries(FILES).flatMap(([controller, files]) => {
    const own = cgroupFolder(decoy.initPid, controller) ?? '';
    return [own, dirname(own)].flatMap((folder) =>
      files.map((file) => `${join(folder, file)} ${readIfThere(join(folder, file))}`),
    );
  });
  return lines.join('\n');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'none';
  }
}

function fileOf({ initPid }: LabContainer, controller: Controller, file: string): string {
  return join(cgroupFolder(initPid, controller) ?? '', file);
}

const contentOf = (container: LabContainer, controller: Controller, file: string) =>
  readFileSync(fileOf(container, controller, file), 'utf8').trim();

async function recordOf(container: DockerContainer, key: string): Promise<unknown> {
  const inspected = parseObject((await run('docker', ['inspect', '--type=container', container.id])).stdout, 'inspect');
  return at(inspected, 'HostConfig', key);
}

function undoOf(result: { readonly undo?: LimitChange }): LimitChange {
  if (result.undo === undefined) throw new Error('there is no undo');
  return result.undo;
}

describe('a container of Docker', () => {
  let docker: DockerContainer;

  beforeAll(async () => {
    docker = await lab.docker({ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 });
  });

  it('is given more memory by Docker itself, with as much swap as before, and its old limit again', async () => {
    const { plan, result } = await changed(helper, docker, { limit: 'memory', value: 96 * MIB });
    expect(plan).toEqual({
      file: { text: fileOf(docker, 'memory', 'memory.limit_in_bytes') },
      before: `${64 * MIB}`,
      after: `${96 * MIB}`,
      writer: 'docker',
      command: [...['docker', 'update', '--memory', `${96 * MIB}`, '--memory-swap', `${160 * MIB}`], docker.name],
      risks: [{ kind: 'swap-follows' }],
    });
    expect(result).toEqual({
      ...{ before: `${64 * MIB}`, after: `${96 * MIB}` },
      undo: { limit: 'memory', value: 64 * MIB },
    });
    expect(contentOf(docker, 'memory', 'memory.limit_in_bytes')).toBe(`${96 * MIB}`);
    expect(contentOf(docker, 'memory', 'memory.memsw.limit_in_bytes')).toBe(`${160 * MIB}`);
    expect([await recordOf(docker, 'Memory'), await recordOf(docker, 'MemorySwap')]).toEqual([96 * MIB, 160 * MIB]);

    await changed(helper, docker, undoOf(result));
    expect(contentOf(docker, 'memory', 'memory.limit_in_bytes')).toBe(`${64 * MIB}`);
    expect(contentOf(docker, 'memory', 'memory.memsw.limit_in_bytes')).toBe(`${128 * MIB}`);
    expect([await recordOf(docker, 'Memory'), await recordOf(docker, 'MemorySwap')]).toEqual([64 * MIB, 128 * MIB]);
  });

  it('is given more CPU time by Docker itself, and its old quota again', async () => {
    const { plan, result } = await changed(helper, docker, { limit: 'cpu', value: 1.5 });
    expect(plan).toMatchObject({ writer: 'docker', before: '50000', after: '150000', risks: [] });
    expect(plan.command).toEqual(['docker', 'update', '--cpus', '1.5', docker.name]);
    expect(result).toEqual({ before: '50000', after: '150000', undo: { limit: 'cpu', value: 0.5 } });
    expect(await recordOf(docker, 'NanoCpus')).toBe(1.5e9);
    await changed(helper, docker, undoOf(result));
    expect([contentOf(docker, 'cpu', 'cpu.cfs_quota_us'), await recordOf(docker, 'NanoCpus')]).toEqual(['50000', 5e8]);
  });

  it('is given another share, other CPUs and more tasks by Docker itself', async () => {
    const weight = await changed(helper, docker, { limit: 'cpu-weight', value: 100 });
    expect(weight.plan).toMatchObject({ writer: 'docker', before: '1024', after: '2623' });
    expect([contentOf(docker, 'cpu', 'cpu.shares'), await recordOf(docker, 'CpuShares')]).toEqual(['2623', 2623]);
    await changed(helper, docker, undoOf(weight.result));
    expect(contentOf(docker, 'cpu', 'cpu.shares')).toBe('1024');

    const cpus = await changed(helper, docker, { limit: 'cpuset', value: '0,0-0' });
    expect(cpus.plan).toMatchObject({ writer: 'docker', after: '0' });
    expect([contentOf(docker, 'cpuset', 'cpuset.cpus'), await recordOf(docker, 'CpusetCpus')]).toEqual(['0', '0']);
    await changed(helper, docker, undoOf(cpus.result));
    expect(contentOf(docker, 'cpuset', 'cpuset.cpus')).toBe(cpus.plan.before);

    const tasks = await changed(helper, docker, { limit: 'pids', value: 'max' });
    expect(tasks.plan).toMatchObject({ writer: 'docker', before: '50', after: 'max' });
    expect(contentOf(docker, 'pids', 'pids.max')).toBe('max');
    await changed(helper, docker, undoOf(tasks.result));
    expect([contentOf(docker, 'pids', 'pids.max'), await recordOf(docker, 'PidsLimit')]).toEqual(['50', 50]);
  });

  it('keeps to CPU quota where it was started with one', async () => {
    const other = await lab.docker({ extraArgs: ['--cpu-period=50000', '--cpu-quota=25000'] });
    const { plan, result } = await changed(helper, other, { limit: 'cpu', value: 1 });
    expect(plan.command).toEqual(['docker', 'update', '--cpu-quota', '50000', other.name]);
    expect(await recordOf(other, 'CpuQuota')).toBe(50_000);
    await changed(helper, other, { limit: 'cpu', value: 'max' });
    expect(contentOf(other, 'cpu', 'cpu.cfs_quota_us')).toBe('-1');
    expect(result.undo).toEqual({ limit: 'cpu', value: 0.5 });
    await other.stop();
  });

  it('is limited for the first time by Docker, and freed again by the file, since Docker has no word for that', async () => {
    const free = await lab.docker();
    const { plan, result } = await changed(helper, free, { limit: 'memory', value: 96 * MIB });
    expect(plan).toMatchObject({ writer: 'docker', risks: [] });
    expect(await recordOf(free, 'Memory')).toBe(96 * MIB);
    const undone = await changed(helper, free, undoOf(result));
    expect(undone.plan).toMatchObject({ writer: 'file', risks: [{ kind: 'owner-may-undo', owner: 'docker' }] });
    expect(undone.result.after).toBe(result.before);
    expect(contentOf(free, 'memory', 'memory.limit_in_bytes')).toBe(result.before);
    await free.stop();
  });

  it('is given bandwidth of a disk by the file, which Docker cannot update', async () => {
    const device = blockDevice();
    const change: LimitChange = { limit: 'io', device, value: { readBytes: 2 * MIB } };
    const { plan, result } = await changed(helper, docker, change);
    const file = fileOf(docker, 'blkio', 'blkio.throttle.read_bps_device');
    expect(plan).toEqual({
      ...{ file: { text: file }, before: '', after: `${device} ${2 * MIB}`, writer: 'file' },
      command: ['sh', '-c', `echo '${device} ${2 * MIB}' > ${file}`],
      risks: [{ kind: 'owner-may-undo', owner: 'docker' }],
    });
    expect(readFileSync(file, 'utf8').trim()).toBe(`${device} ${2 * MIB}`);
    const both = await changed(helper, docker, {
      ...{ limit: 'io', device },
      value: { readBytes: 'max', writeOperations: 120 },
    });
    expect([contentOf(docker, 'blkio', 'blkio.throttle.write_iops_device'), readFileSync(file, 'utf8')]).toEqual([
      `${device} 120`,
      '',
    ]);
    await changed(helper, docker, undoOf(both.result));
    await changed(helper, docker, undoOf(result));
    expect([contentOf(docker, 'blkio', 'blkio.throttle.write_iops_device'), readFileSync(file, 'utf8')]).toEqual([
      '',
      '',
    ]);
  });

  it('keeps its limit where Docker refuses, with the words of Docker', async () => {
    const change: LimitChange = { limit: 'memory', value: MIB };
    await expect(changed(helper, docker, change)).rejects.toMatchObject({
      data: { code: 'REFUSED', detail: expect.stringContaining('Minimum memory limit') as string },
    });
    expect(contentOf(docker, 'memory', 'memory.limit_in_bytes')).toBe(`${64 * MIB}`);
  });

  it('keeps what somebody else has written since', async () => {
    const target = await targetOf(helper, docker);
    const change: LimitChange = { limit: 'pids', value: 60 };
    const { before: seen } = await planned(helper, docker, change);
    writeFileSync(fileOf(docker, 'pids', 'pids.max'), '55');
    await expect(helper.request('limit/set', { ...target, change, before: seen })).rejects.toMatchObject({
      data: { code: 'CHANGED', detail: '55' },
    });
    expect(contentOf(docker, 'pids', 'pids.max')).toBe('55');
    writeFileSync(fileOf(docker, 'pids', 'pids.max'), '50');
  });

  it('is not changed by a helper that may only read, which still plans', async () => {
    await using reader = await HelperClient.start();
    await reader.watch();
    const change: LimitChange = { limit: 'pids', value: 60 };
    const plan = await planned(reader, docker, change);
    const target = await targetOf(reader, docker);
    await expect(reader.request('limit/set', { ...target, change, before: plan.before })).rejects.toMatchObject({
      data: { code: 'NOT_GRANTED' },
    });
    expect(contentOf(docker, 'pids', 'pids.max')).toBe('50');
  });

  it('is not changed as nobody, whom neither Docker nor the kernel lets', async () => {
    await using nobody = await HelperClient.start({ prefix: [...asNobody], arguments: ['--manage'] });
    await nobody.watch();
    const change: LimitChange = { limit: 'memory', value: 96 * MIB };
    expect(await planned(nobody, docker, change)).toMatchObject({
      writer: 'file',
      risks: [{ kind: 'swap-follows' }, { kind: 'owner-may-undo', owner: 'docker' }].reverse(),
    });
    await expect(changed(nobody, docker, change)).rejects.toMatchObject({ data: { code: 'PERMISSION' } });
    expect(contentOf(docker, 'memory', 'memory.limit_in_bytes')).toBe(`${64 * MIB}`);
    expect(contentOf(docker, 'memory', 'memory.memsw.limit_in_bytes')).toBe(`${128 * MIB}`);
  });

  it('is another one with another first process, whether that lives or not', async () => {
    const { containerId, init } = await targetOf(helper, docker);
    const living = await targetOf(helper, decoy);
    const change: LimitChange = { limit: 'pids', value: 60 };
    const gone = { data: { code: 'GONE' } };
    for (const other of [{ ...init, startTime: init.startTime + 1 }, living.init]) {
      const target = { containerId, init: other, change };
      await expect(helper.request('limit/plan', target)).rejects.toMatchObject(gone);
      await expect(helper.request('limit/set', { ...target, before: '50' })).rejects.toMatchObject(gone);
    }
    expect(contentOf(docker, 'pids', 'pids.max')).toBe('50');
  });

  it.each<[string, LimitChange, string]>([
    ['a CPU that is not there', { limit: 'cpuset', value: '0,4095' }, 'BAD_VALUE'],
    ['a range that runs backwards', { limit: 'cpuset', value: '1-0' }, 'BAD_VALUE'],
    ['a device that is not there', { limit: 'io', device: '4095:7', value: { readBytes: 1 } }, 'BAD_VALUE'],
    ['operations that wrap', { limit: 'io', device: blockDevice(), value: { readOperations: 2 ** 32 } }, 'BAD_VALUE'],
    ['less than a page', { limit: 'memory', value: 1 }, 'BAD_VALUE'],
    ['a limit that version 1 lacks', { limit: 'memory-high', value: MIB }, 'UNSUPPORTED'],
    ['more CPUs than Docker sees', { limit: 'cpu', value: 1_000_000 }, 'REFUSED'],
  ])('refuses %s', async (_, change, code) => {
    const values = () => ownLimits(docker);
    const standing = values();
    await expect(changed(helper, docker, change)).rejects.toMatchObject({ data: { code } });
    expect(values()).toEqual(standing);
  });
});

/** All limit files of a container's own cgroups. */
function ownLimits({ initPid }: LabContainer): string[] {
  return cgroupHierarchies().flatMap(({ controllers }) => {
    const controller = controllers.find((name) => name in FILES);
    const folder = controller === undefined ? undefined : cgroupFolder(initPid, controller);
    if (folder === undefined) return [];
    const names = readdirSync(folder).filter((name) => /max$|limit_in_bytes$|_us$|shares$|cpus$|_device$/.test(name));
    return names.sort().map((name) => `${name} ${readIfThere(join(folder, name))}`);
  });
}

describe('a container of runc', () => {
  it('is given more memory and CPU time by its files, in whole pages', async () => {
    const runc = await lab.runc({ memoryBytes: 24 * MIB, cpus: 0.5 });
    const { plan, result } = await changed(helper, runc, { limit: 'memory', value: 40 * MIB + 5000 });
    const after = `${40 * MIB + 4096}`;
    expect(plan).toMatchObject({ writer: 'file', before: `${24 * MIB}`, after });
    expect(plan.command.slice(0, 2)).toEqual(['sh', '-c']);
    expect(plan.risks).toContainEqual({ kind: 'owner-may-undo', owner: 'runtime' });
    expect(contentOf(runc, 'memory', 'memory.limit_in_bytes')).toBe(after);
    await changed(helper, runc, undoOf(result));
    expect(contentOf(runc, 'memory', 'memory.limit_in_bytes')).toBe(`${24 * MIB}`);

    const cpu = await changed(helper, runc, { limit: 'cpu', value: 'max' });
    expect(contentOf(runc, 'cpu', 'cpu.cfs_quota_us')).toBe('-1');
    await changed(helper, runc, undoOf(cpu.result));
    expect(contentOf(runc, 'cpu', 'cpu.cfs_quota_us')).toBe('50000');
    await runc.stop();
  });

  it('raises memory and swap together where their limit stands in the way, and lowers it again', async () => {
    const runc = await lab.runc({ memoryBytes: 24 * MIB });
    writeFileSync(fileOf(runc, 'memory', 'memory.memsw.limit_in_bytes'), `${32 * MIB}`);
    const limits = () =>
      ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'].map(
        (file) => Number(contentOf(runc, 'memory', file)) / MIB,
      );
    const { plan, result } = await changed(helper, runc, { limit: 'memory', value: 64 * MIB });
    expect(plan.risks).toContainEqual({ kind: 'swap-follows' });
    expect(limits()).toEqual([64, 72]);
    await changed(helper, runc, undoOf(result));
    expect(limits()).toEqual([24, 32]);
    await runc.stop();
  });

  it('keeps its limit where more is in use and nothing can be reclaimed', async () => {
    const fill = 'dd if=/dev/zero of=/dev/shm/full bs=1M count=30 && exec sleep 3600';
    const runc = await lab.runc({ memoryBytes: 64 * MIB, command: ['/bin/sh', '-c', fill] });
    const usage = () => Number(contentOf(runc, 'memory', 'memory.usage_in_bytes'));
    await waitFor('memory in use', () => usage() > 30 * MIB);
    const change: LimitChange = { limit: 'memory', value: 8 * MIB };
    const plan = await planned(helper, runc, change);
    expect(plan.risks[0]).toEqual({ kind: 'refused-if-in-use', use: expect.any(Number) as number });
    await expect(changed(helper, runc, change)).rejects.toMatchObject({ data: { code: 'SYSTEM', errno: 'EBUSY' } });
    expect(contentOf(runc, 'memory', 'memory.limit_in_bytes')).toBe(`${64 * MIB}`);
    await runc.stop();
  });

  it('is told of the cgroup above that allows less, and of tasks that can no longer be made', async () => {
    const runc = await lab.runc({ cgroupsPath: '/lab-change/one' });
    const outer = dirname(cgroupFolder(runc.initPid, 'memory') ?? '');
    writeFileSync(join(outer, 'memory.limit_in_bytes'), `${100 * MIB}`);
    const above = { kind: 'bound-above', by: { text: '/lab-change' } };
    expect((await planned(helper, runc, { limit: 'memory', value: 200 * MIB })).risks).toContainEqual(above);
    expect((await planned(helper, runc, { limit: 'memory', value: 'max' })).risks).toContainEqual(above);
    expect((await planned(helper, runc, { limit: 'memory', value: 50 * MIB })).risks).not.toContainEqual(above);
    const device = blockDevice();
    const io = (readBytes: number): LimitChange => ({ limit: 'io', device, value: { readBytes } });
    const outerDisk = dirname(cgroupFolder(runc.initPid, 'blkio') ?? '');
    writeFileSync(join(outerDisk, 'blkio.throttle.read_bps_device'), `${device} ${MIB}`);
    expect((await planned(helper, runc, io(2 * MIB))).risks).toContainEqual(above);
    expect((await planned(helper, runc, io(MIB))).risks).not.toContainEqual(above);
    expect((await planned(helper, runc, { limit: 'pids', value: 1 })).risks).toContainEqual({
      kind: 'no-new-tasks',
      use: 1,
    });
    await runc.stop();
  });
});

it('changes a container of Podman by its files where no service of Podman runs', async () => {
  const podman = await lab.podman({ memoryBytes: 64 * MIB, pidsLimit: 40 });
  const change: LimitChange = { limit: 'memory', value: 96 * MIB };
  expect(await planned(helper, podman, change)).toMatchObject({ writer: 'file' });
  expect((await planned(helper, podman, change)).risks).toContainEqual({ kind: 'owner-may-undo', owner: 'podman' });
  const { result } = await changed(helper, podman, { limit: 'pids', value: 44 });
  expect(contentOf(podman, 'pids', 'pids.max')).toBe('44');
  await changed(helper, podman, undoOf(result));
  await podman.stop();
});

it('refuses to change a cgroup that a sandbox shares with others', async () => {
  const sandbox = await lab.unshare();
  const root = cgroupHierarchies().find(({ controllers }) => controllers.includes('pids'))?.mountPoint ?? '';
  const shared = join(root, `lab-${lab.id}-shared`);
  mkdirSync(shared);
  for (const pid of [sandbox.monitor?.pid, sandbox.initPid]) writeFileSync(join(shared, 'cgroup.procs'), `${pid}`);
  await helper.request('inventory/refresh', {});
  await expect(changed(helper, sandbox, { limit: 'pids', value: 60 })).rejects.toMatchObject({
    data: { code: 'UNSUPPORTED' },
  });
  expect(readFileSync(join(shared, 'pids.max'), 'utf8')).toBe('max\n');
  await sandbox.stop();
  await waitFor('an empty cgroup', () => removeCgroups([shared]).length === 0);
});

it('changes nothing where the container stands in another cgroup than it was seen in', async () => {
  const runc = await lab.runc({ pidsLimit: 40 });
  const target = await targetOf(helper, runc);
  await helper.request('inventory/unwatch', {});
  await helper.request('inventory/refresh', {});
  // A process that is younger is read anew at each look.
  await sleep(3500);
  const own = cgroupFolder(runc.initPid, 'pids') ?? '';
  const other = join(dirname(own), `lab-${lab.id}-other`);
  mkdirSync(other);
  writeFileSync(join(other, 'cgroup.procs'), `${runc.initPid}`);
  const change: LimitChange = { limit: 'pids', value: 60 };
  await expect(helper.request('limit/set', { ...target, change, before: '40' })).rejects.toMatchObject({
    data: { code: 'CHANGED' },
  });
  expect([readIfThere(join(own, 'pids.max')), readIfThere(join(other, 'pids.max'))]).toEqual(['40', 'max']);
  writeFileSync(join(own, 'cgroup.procs'), `${runc.initPid}`);
  await helper.watch();
  await runc.stop();
  removeCgroups([other]);
});
