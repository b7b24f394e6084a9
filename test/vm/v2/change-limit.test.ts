import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LimitChange } from '../../../src/shared/model/limit-change.ts';
import { changed, planned } from '../../integration/change-limits.ts';
import type { LabContainer } from '../../lab/container.ts';
import type { DockerContainer } from '../../lab/docker.ts';
import { run } from '../../lab/exec.ts';
import { at, parseObject } from '../../lab/json.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { startPodmanService } from '../../lab/podman-service.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { readCgroupFile, unifiedPath, writeCgroupFile } from '../support/cgroup-file.ts';
import { MIB, untilListed, untilNamed } from '../support/found.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';

const FILES = [
  'memory.max',
  'memory.high',
  'memory.swap.max',
  'cpu.max',
  'cpu.weight',
  'pids.max',
  'cpuset.cpus',
  'io.max',
];

let lab: Lab;
let helper: HelperClient;
let docker: DockerContainer;
let podman: LabContainer;
/** Stands in a cgroup that nobody but its runtime made. */
let plain: LabContainer;
/** A scope that runc asked systemd for. */
let scope: LabContainer;
let decoy: DockerContainer;
let decoyLimits: readonly string[];

beforeAll(async () => {
  lab = await openLab();
  [docker, decoy] = await Promise.all([
    lab.docker({ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 }),
    lab.docker({ memoryBytes: 48 * MIB, cpus: 0.25, pidsLimit: 33 }),
  ]);
  [podman, plain, scope] = await Promise.all([
    lab.podman({ memoryBytes: 64 * MIB, pidsLimit: 40 }),
    lab.runc({ memoryBytes: 24 * MIB, cpus: 0.5, cgroupsPath: '/lab-change/one' }),
    lab.runc({
      ...{ name: 'lab-change-scope', memoryBytes: 28 * MIB },
      ...{ systemdCgroup: true, cgroupsPath: 'system.slice:runc:lab-change-scope' },
    }),
  ]);
  helper = await HelperClient.start({ arguments: ['--manage'] });
  await helper.watch();
  await untilNamed(helper, [docker, podman, plain, scope]);
  decoyLimits = limitsOf(decoy);
}, 180_000);

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
}, 60_000);

function contentOf({ initPid }: LabContainer, file: string): string {
  return readCgroupFile(unifiedPath(initPid), file);
}

function limitsOf(container: LabContainer): readonly string[] {
  return FILES.map((file) => `${file} ${contentOf(container, file)}`);
}

async function recordOf({ id }: DockerContainer, key: string): Promise<unknown> {
  return at(
    parseObject((await run('docker', ['inspect', '--type=container', id])).stdout, 'inspect'),
    'HostConfig',
    key,
  );
}

async function propertyOf(unit: string, property: string): Promise<string> {
  return (await run('systemctl', ['show', `--property=${property}`, '--value', unit])).stdout.trim();
}

function device(): string {
  const { rdev } = statSync('/dev/vda');
  return `${(rdev >> 8) & 0xfff}:${rdev & 0xff}`;
}

/** Makes a change, sees it in its file, undoes it, and sees what stood there before. */
async function thereAndBack(container: LabContainer, change: LimitChange, file: string, after: string) {
  const standing = contentOf(container, file);
  const { plan, result } = await changed(helper, container, change);
  expect([plan.before, plan.after, result.after]).toEqual([standing, after, after]);
  expect(contentOf(container, file)).toBe(after);
  if (result.undo === undefined) throw new Error('there is no undo');
  await changed(helper, container, result.undo);
  expect(contentOf(container, file)).toBe(standing);
  return plan;
}

describe('a container of Docker in a scope of systemd', () => {
  const unitOf = ({ id }: DockerContainer) => `docker-${id}.scope`;

  it('is given more memory by Docker, which has systemd write it', async () => {
    const change: LimitChange = { limit: 'memory', value: 96 * MIB };
    const swap = contentOf(docker, 'memory.swap.max');
    const { plan, result } = await changed(helper, docker, change);
    expect(plan.writer).toBe('docker');
    expect(contentOf(docker, 'memory.max')).toBe(`${96 * MIB}`);
    expect(contentOf(docker, 'memory.swap.max')).toBe(swap);
    expect(await recordOf(docker, 'Memory')).toBe(96 * MIB);
    expect(await propertyOf(unitOf(docker), 'MemoryMax')).toBe(`${96 * MIB}`);
    expect(result.undo).toEqual({ limit: 'memory', value: 64 * MIB });
    await changed(helper, docker, { limit: 'memory', value: 64 * MIB });
    expect([contentOf(docker, 'memory.max'), await recordOf(docker, 'Memory')]).toEqual([`${64 * MIB}`, 64 * MIB]);
  });

  it('is given CPU time, a share, CPUs and tasks by Docker', async () => {
    const plans = [
      await thereAndBack(docker, { limit: 'cpu', value: 1.5 }, 'cpu.max', '150000 100000'),
      await thereAndBack(docker, { limit: 'cpu-weight', value: 200 }, 'cpu.weight', '200'),
      await thereAndBack(docker, { limit: 'pids', value: 60 }, 'pids.max', '60'),
    ];
    expect(plans.map(({ writer }) => writer)).toEqual(['docker', 'docker', 'docker']);
    expect(await recordOf(docker, 'NanoCpus')).toBe(5e8);
    const { plan, result } = await changed(helper, docker, { limit: 'cpuset', value: '1' });
    expect([plan.writer, contentOf(docker, 'cpuset.cpus')]).toEqual(['docker', '1']);
    // It had no list of its own.
    expect(result).not.toHaveProperty('undo');
  });

  it('is slowed down by memory.high through systemd, and keeps that over a daemon-reload', async () => {
    const change: LimitChange = { limit: 'memory-high', value: 32 * MIB };
    const { plan, result } = await changed(helper, docker, change);
    const unit = unitOf(docker);
    expect(plan).toMatchObject({ writer: 'systemd', before: 'max', after: `${32 * MIB}`, risks: [] });
    expect(plan.command).toEqual(['systemctl', 'set-property', '--runtime', '--', unit, `MemoryHigh=${32 * MIB}`]);
    expect(contentOf(docker, 'memory.high')).toBe(`${32 * MIB}`);
    await run('systemctl', ['daemon-reload']);
    expect(contentOf(docker, 'memory.high')).toBe(`${32 * MIB}`);
    expect(result.undo).toEqual({ limit: 'memory-high', value: 'max' });
    await changed(helper, docker, { limit: 'memory-high', value: 'max' });
    expect([contentOf(docker, 'memory.high'), await propertyOf(unit, 'MemoryHigh')]).toEqual(['max', 'infinity']);
  });

  it('is told when less memory than it uses would be left', async () => {
    writeCgroupFile(unifiedPath(docker.initPid), 'memory.high', 'max');
    const use = expect.any(Number) as number;
    const least = 4096;
    expect((await planned(helper, docker, { limit: 'memory-high', value: least })).risks).toEqual([
      { kind: 'reclaim', use },
    ]);
    expect((await planned(helper, docker, { limit: 'memory', value: least })).risks).toContainEqual({
      kind: 'oom-kill',
      use,
    });
  });

  it('is given bandwidth of the disk through systemd', async () => {
    const change: LimitChange = { limit: 'io', device: device(), value: { readBytes: MIB, writeOperations: 120 } };
    const line = `${device()} rbps=${MIB} wbps=max riops=max wiops=120`;
    const plan = await thereAndBack(docker, change, 'io.max', line);
    expect([plan.writer, plan.risks]).toEqual(['systemd', [{ kind: 'owner-may-undo', owner: 'docker' }]]);
  });

  it('is not changed by the ordinary user, whom nobody lets', async () => {
    await using user = await HelperClient.start({ prefix: [...asOrdinaryUser], arguments: ['--manage'] });
    await user.watch();
    await untilListed(user, [docker.initPid]);
    const standing = limitsOf(docker);
    for (const change of [
      { limit: 'memory', value: 96 * MIB },
      { limit: 'memory-high', value: 96 * MIB },
    ] as const) {
      await expect(changed(user, docker, change)).rejects.toMatchObject({ data: { code: 'PERMISSION' } });
    }
    expect(limitsOf(docker)).toEqual(standing);
  });
});

it('asks systemd for a scope of runc, and says that runc does not know', async () => {
  const plan = await thereAndBack(scope, { limit: 'memory', value: 40 * MIB }, 'memory.max', `${40 * MIB}`);
  expect([plan.writer, plan.risks]).toEqual(['systemd', [{ kind: 'owner-may-undo', owner: 'runtime' }]]);
  const quota = await thereAndBack(scope, { limit: 'cpu', value: 0.25 }, 'cpu.max', '25000 100000');
  expect(quota.writer).toBe('systemd');
});

it('writes the files of a cgroup that nobody owns but its runtime', async () => {
  const plan = await thereAndBack(plain, { limit: 'memory', value: 40 * MIB }, 'memory.max', `${40 * MIB}`);
  expect(plan).toMatchObject({
    writer: 'file',
    command: ['sh', '-c', `echo ${40 * MIB} > /sys/fs/cgroup/lab-change/one/memory.max`],
    risks: [{ kind: 'owner-may-undo', owner: 'runtime' }],
  });
  await thereAndBack(plain, { limit: 'memory-high', value: 20 * MIB }, 'memory.high', `${20 * MIB}`);
  await thereAndBack(plain, { limit: 'cpu', value: 'max' }, 'cpu.max', 'max 100000');
  await thereAndBack(plain, { limit: 'cpu-weight', value: 10_000 }, 'cpu.weight', '10000');
  await thereAndBack(
    plain,
    { limit: 'io', device: device(), value: { writeBytes: 3 * MIB } },
    'io.max',
    `${device()} rbps=max wbps=${3 * MIB} riops=max wiops=max`,
  );
});

it('has Podman change its container, in the cgroup where the limits stand', async () => {
  await using _service = await startPodmanService();
  const plan = await thereAndBack(podman, { limit: 'memory', value: 96 * MIB }, 'memory.max', `${96 * MIB}`);
  expect([plan.writer, plan.command.at(-1)]).toEqual(['podman', podman.name]);
  expect(plan.risks).not.toContainEqual(expect.objectContaining({ kind: 'bound-above' }));
  const tasks = await thereAndBack(podman, { limit: 'pids', value: 60 }, 'pids.max', '60');
  expect(tasks.writer).toBe('podman');
  await expect(changed(helper, podman, { limit: 'cpuset', value: '7' })).rejects.toMatchObject({
    data: { code: 'BAD_VALUE' },
  });
});

it('has left the limits of all others as they were', () => {
  expect(limitsOf(decoy)).toEqual(decoyLimits);
});
