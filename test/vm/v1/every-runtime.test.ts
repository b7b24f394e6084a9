import { afterAll, beforeAll, expect, it } from 'vitest';
import { cgroupsOf } from '../../lab/cgroups.ts';
import type { LabContainer } from '../../lab/container.ts';
import type { DockerContainer } from '../../lab/docker.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { limitsOf, MIB, onlyOf, untilListed, untilNamed } from '../support/found.ts';
import { bindingOf, ladderOf } from '../support/samples.ts';
import { sampleById } from '../../support/samples.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';
import { startService, type Unit } from '../support/unit.ts';

/** A machine as it was before 2021: every controller on a hierarchy of version 1, and systemd on one of its own. */
let lab: Lab;
let docker: DockerContainer;
let started: readonly LabContainer[];
let service: Unit;
let helper: HelperClient;

beforeAll(async () => {
  lab = await openLab();
  docker = await lab.docker({ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50, extraArgs: ['--cpuset-cpus=1'] });
  const others = await Promise.all([
    lab.podman({ memoryBytes: 48 * MIB, pidsLimit: 40 }),
    lab.runc({ memoryBytes: 24 * MIB, cgroupsPath: '/lab-runc/one' }),
    lab.nspawn({ registered: true }),
    lab.unshare(),
  ]);
  started = [docker, ...others];
  service = await startService('lab-private-tmp', ['PrivateTmp=yes']);
  helper = await HelperClient.start();
  await helper.watch();
  await untilNamed(helper, started);
}, 180_000);

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await service.stop();
  await lab.close();
}, 120_000);

it('is a machine of version 1 alone', async () => {
  await using other = await HelperClient.start();
  expect(other.hello.host.cgroupMode).toBe('v1');
});

it('finds each exactly once by its name and runtime, and nothing else', () => {
  const unnamed = new Set(['unshare']);
  const shown = started.map(({ initPid, name, runtime }) => {
    const container = onlyOf(helper.containers.values(), initPid);
    return [container.runtime, unnamed.has(runtime) ? name : container.name];
  });
  expect(shown).toEqual(started.map(({ runtime, name }) => [runtime, name]));
  expect(
    [...helper.containers.values()].filter(({ init }) => !started.some(({ initPid }) => initPid === init.pid)),
  ).toEqual([]);
});

it('shows the limits that each was started with, from the hierarchy of each controller', async () => {
  for (const { initPid, memoryLimitBytes, runtime } of started) {
    if (memoryLimitBytes === undefined) continue;
    const { memory } = onlyOf(helper.containers.values(), initPid);
    expect(memory, runtime).toMatchObject({ limit: { value: { amount: memoryLimitBytes } }, own: true });
  }
  const path = cgroupsOf(docker.initPid).find(({ controllers }) => controllers === 'memory')?.path ?? '';
  expect(path).toContain(docker.id);
  const { memory, cpu, pids, cpuset } = await limitsOf(helper, onlyOf(helper.containers.values(), docker.initPid).id);
  const own = { own: true, setBy: { text: path } };
  expect(memory).toMatchObject({ ...own, limitFile: { text: `/sys/fs/cgroup/memory${path}/memory.limit_in_bytes` } });
  expect(cpu).toMatchObject({ limit: { value: { amount: 0.5 } }, ...own });
  expect(pids).toMatchObject({ limit: { value: { amount: 50 } }, ...own });
  expect(cpuset).toMatchObject({ limit: { value: { list: '1', count: 1 } }, ...own });
});

it('samples the same limits, and says that pressure needs the unified hierarchy', async () => {
  const sample = await sampleById(helper, onlyOf(helper.containers.values(), docker.initPid).id);
  const path = cgroupsOf(docker.initPid).find(({ controllers }) => controllers === 'memory')?.path;
  expect(bindingOf(ladderOf(sample, 'memory'))).toEqual([path, 64 * MIB]);
  expect(bindingOf(ladderOf(sample, 'cpu'))).toEqual([path, 0.5]);
  expect(bindingOf(ladderOf(sample, 'pids'))).toEqual([path, 50]);
  expect(bindingOf(ladderOf(sample, 'cpuset'))).toEqual([path, '1']);
  expect(ladderOf(sample, 'memory').version).toBe(1);
  for (const pressure of Object.values(sample.pressure)) {
    expect(pressure).toEqual({ value: { kind: 'off', why: 'no-unified' } });
  }
});

it('shows freezing by the freezer of version 1', async () => {
  await docker.pause();
  const state = (wanted: string) => () => onlyOf(helper.containers.values(), docker.initPid).state === wanted;
  await helper.until('frozen', state('frozen'));
  await docker.unpause();
  await helper.until('running', state('running'));
});

it('shows the same rows to the ordinary user', async () => {
  await using other = await HelperClient.start({ prefix: [...asOrdinaryUser] });
  await other.watch();
  const pids = started.map(({ initPid }) => initPid);
  await untilListed(other, pids);
  const ordered = (list: readonly number[]) => [...list].sort((a, b) => a - b);
  expect(ordered([...other.containers.values()].map(({ init }) => init.pid))).toEqual(ordered(pids));
});
