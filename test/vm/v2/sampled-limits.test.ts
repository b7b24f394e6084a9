import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DockerContainer } from '../../lab/docker.ts';
import { run, waitFor } from '../../lab/exec.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { readCgroupFile, unifiedPath } from '../support/cgroup-file.ts';
import { MIB, onlyOf, untilListed } from '../support/found.ts';
import { ordinaryUser } from '../support/ordinary-user.ts';
import { bindingOf, knobTexts, ladderOf } from '../support/samples.ts';
import { sampleById } from '../../support/samples.ts';
import { limitSlice } from '../support/unit.ts';

const DEVICE = '/dev/vda';
const OUTER = '/lab.slice';
const SLICE = `${OUTER}/lab-nested.slice`;

let lab: Lab;
let helper: HelperClient;
let limited: DockerContainer;
/** 1 GiB of its own in a slice that has 100 MiB. */
let nested: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  await limitSlice('lab-nested.slice', 'MemoryMax=100M', 'CPUQuota=20%', 'TasksMax=30');
  [limited, nested] = await Promise.all([
    lab.docker({
      ...{ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 },
      extraArgs: ['--cpuset-cpus=0', `--device-read-bps=${DEVICE}:1mb`, `--device-write-iops=${DEVICE}:120`],
    }),
    lab.docker({
      ...{ memoryBytes: 1024 * MIB, cpus: 1, pidsLimit: 100 },
      extraArgs: ['--cgroup-parent=lab-nested.slice'],
    }),
  ]);
  helper = await HelperClient.start();
  await helper.watch();
  await untilListed(helper, [limited.initPid, nested.initPid]);
}, 120_000);

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
}, 60_000);

const idOf = ({ initPid }: DockerContainer) => onlyOf(helper.containers.values(), initPid).id;

describe('a container of Docker with every kind of limit', () => {
  it('has each as Docker was told, bound by its own cgroup', async () => {
    const path = unifiedPath(limited.initPid);
    const sample = await sampleById(helper, idOf(limited));
    expect(bindingOf(ladderOf(sample, 'memory'))).toEqual([path, 64 * MIB]);
    expect(bindingOf(ladderOf(sample, 'cpu'))).toEqual([path, 0.5]);
    expect(bindingOf(ladderOf(sample, 'pids'))).toEqual([path, 50]);
    expect(bindingOf(ladderOf(sample, 'cpuset'))).toEqual([path, '0']);
    const { rdev } = statSync(DEVICE);
    const device = `${(rdev >> 8) & 0xfff}:${rdev & 0xff}`;
    expect(bindingOf(ladderOf(sample, 'io'))).toEqual([
      path,
      { kind: 'devices', devices: [{ device, readBytes: MIB, writeOperations: 120 }] },
    ]);
    for (const kind of ['memory', 'cpu', 'pids', 'cpuset', 'io'] as const) {
      const ladder = ladderOf(sample, kind);
      expect(ladder.version).toBe(2);
      expect(ladder.own).toBe(true);
      expect(ladder.levels.at(0)?.path.text).toBe('/');
      expect(ladder.levels.at(-1)?.path.text).toBe(path);
    }
  });

  it('has every control file with what it holds', async () => {
    const path = unifiedPath(limited.initPid);
    const knobs = await knobTexts(helper, idOf(limited));
    for (const file of [
      'memory.max',
      'memory.high',
      'memory.swap.max',
      'cpu.max',
      'cpu.weight',
      'pids.max',
      'io.max',
    ]) {
      expect(knobs.get(file), file).toBe(readCgroupFile(path, file));
    }
    expect(knobs.get('cpuset.cpus')).toBe('0');
    expect(knobs.size).toBeGreaterThan(50);
    const { controllers } = await helper.request('container/knobs', { containerId: idOf(limited) });
    expect(controllers.find(({ controller }) => controller === 'devices')?.state).toBe('ebpf');
    expect(controllers.find(({ controller }) => controller === 'memory')).toMatchObject({ state: 'on', owner: 0 });
  });

  it('tells pressure, and the figures of the cgroup files', async () => {
    const path = unifiedPath(limited.initPid);
    const sample = await sampleById(helper, idOf(limited));
    for (const pressure of Object.values(sample.pressure)) expect(pressure).toMatchObject({ value: { kind: 'on' } });
    const memory = 'value' in sample.memory ? sample.memory.value : undefined;
    const current = Number(readCgroupFile(path, 'memory.current'));
    expect(Math.abs((memory?.current ?? 0) - current)).toBeLessThan(MIB);
    const inactive = Number(/^inactive_file (\d+)$/m.exec(readCgroupFile(path, 'memory.stat'))?.[1]);
    expect(Math.abs((memory?.workingSet ?? 0) - (current - inactive))).toBeLessThan(MIB);
    expect(sample.pids).toMatchObject({ value: { current: Number(readCgroupFile(path, 'pids.current')) } });
  });
});

describe('a container in a cgroup that was delegated', () => {
  it('names the user whom the cgroup belongs to, and the limits that the user set', async () => {
    const rootless = await lab.podman({ user: ordinaryUser, memoryBytes: 44 * MIB, pidsLimit: 30 });
    await untilListed(helper, [rootless.initPid]);
    const containerId = onlyOf(helper.containers.values(), rootless.initPid).id;
    const { controllers } = await helper.request('container/knobs', { containerId });
    expect(controllers.find(({ controller }) => controller === 'memory')).toMatchObject({
      ...{ state: 'on', version: 2, owner: ordinaryUser.uid, own: true },
    });
    const memory = ladderOf(await sampleById(helper, containerId), 'memory');
    expect(bindingOf(memory)?.[1]).toBe(44 * MIB);
    expect(memory.levels.map(({ path }) => path.text)).toContain(`/user.slice/user-${ordinaryUser.uid}.slice`);
    await rootless.stop();
  });
});

describe('a container in a slice with tighter limits', () => {
  it('is bound by the slice', async () => {
    const sample = await sampleById(helper, idOf(nested));
    const memory = ladderOf(sample, 'memory');
    expect(bindingOf(memory)).toEqual([SLICE, 100 * MIB]);
    expect(memory.levels.map(({ path }) => path.text)).toEqual(['/', OUTER, SLICE, unifiedPath(nested.initPid)]);
    expect(memory.levels.map(({ own }) => own)).toEqual([false, false, false, true]);
    expect(memory.levels.at(-1)?.limit).toEqual({ value: { kind: 'amount', amount: 1024 * MIB } });
    expect(bindingOf(ladderOf(sample, 'cpu'))).toEqual([SLICE, 0.2]);
    expect(bindingOf(ladderOf(sample, 'pids'))).toEqual([SLICE, 30]);
  });

  it('counts an OOM kill where the victim lived, and its cause at the slice', async () => {
    const before = await sampleById(helper, idOf(nested));
    const gulp = 'dd if=/dev/zero of=/dev/null bs=200M count=1';
    await run('docker', ['exec', nested.id, '/bin/sh', '-c', gulp], { accept: [0, 1, 137], timeoutMs: 60_000 });
    const after = await waitFor('the kill to be counted', async () => {
      const sample = await sampleById(helper, idOf(nested));
      return 'value' in sample.memory && (sample.memory.value.oomKills ?? 0) > 0 && sample;
    });
    const rises = ladderOf(after, 'memory').levels.map(
      ({ counts }, level) => (counts.oom ?? 0) - (ladderOf(before, 'memory').levels[level]?.counts.oom ?? 0),
    );
    expect(rises.map((rise) => rise > 0)).toEqual([false, false, true, false]);
  });

  it('counts throttling at the slice', async () => {
    const before = ladderOf(await sampleById(helper, idOf(nested)), 'cpu');
    await run('docker', ['exec', '-d', nested.id, '/bin/sh', '-c', 'timeout 4 sh -c "while :; do :; done"']);
    await sleep(3000);
    const after = ladderOf(await sampleById(helper, idOf(nested)), 'cpu');
    const throttled = (ladder: typeof after) => ladder.levels.map(({ counts }) => counts.throttled ?? 0);
    const rises = throttled(after).map((count, level) => count - (throttled(before)[level] ?? 0));
    expect(rises[2]).toBeGreaterThan(3);
    expect(rises[3]).toBe(0);
    const used = (ladder: typeof after) =>
      ladder.levels.map(({ counter }) => (counter && 'value' in counter ? counter.value : 0));
    expect((used(after)[3] ?? 0) - (used(before)[3] ?? 0)).toBeGreaterThan(0.1);
  });
});
