import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Knob } from '../../src/shared/model/knob.ts';
import { cgroupFolder, cgroupHierarchies } from '../lab/cgroups.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { HeldSet } from '../../src/shared/protocol/held-set.ts';
import { HelperClient } from '../support/helper-client.ts';
import { sampleById, samplesOf } from '../support/samples.ts';
import { bindingOf, idOf, ladderOf, sampleOf } from './limits-samples.ts';

const MIB = 1024 * 1024;

let lab: Lab;
let helper: HelperClient;
let limited: DockerContainer;
let disk: { readonly path: string; readonly device: string };

beforeAll(async () => {
  lab = await openLab();
  disk = blockDevice();
  limited = await lab.docker({
    ...{ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 },
    extraArgs: [
      ...['--cpuset-cpus=0', '--memory-swap=96m', `--device-read-bps=${disk.path}:1mb`],
      `--device-write-iops=${disk.path}:120`,
    ],
  });
  helper = await HelperClient.start();
  await helper.watch();
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
});

/** A disk of this machine, by the kernel's table of block devices. */
function blockDevice(): { readonly path: string; readonly device: string } {
  const [, major, minor, , name = ''] =
    /^\s*(\d+)\s+(\d+)\s+(\d+)\s+((?:vd|sd|nvme|xvd)\w+)$/m.exec(readFileSync('/proc/partitions', 'utf8')) ?? [];
  return { path: `/dev/${name}`, device: `${major}:${minor}` };
}

describe('a container of Docker with every kind of limit', () => {
  it('has each as Docker was told, bound by its own cgroup', async () => {
    const sample = await sampleOf(helper, limited);
    const path = limited.cgroupHint;
    const amount = (value: number) => [path, { kind: 'amount', amount: value }];
    expect(bindingOf(sample, 'memory')).toEqual(amount(64 * MIB));
    expect(bindingOf(sample, 'cpu')).toEqual(amount(0.5));
    expect(bindingOf(sample, 'pids')).toEqual(amount(50));
    expect(bindingOf(sample, 'cpuset')).toEqual([path, { kind: 'cpus', list: '0', count: 1 }]);
    const devices = [{ device: disk.device, readBytes: MIB, writeOperations: 120 }];
    expect(bindingOf(sample, 'io')).toEqual([path, { kind: 'devices', devices }]);
    if (ladderOf(sample, 'swap').version === 1) expect(bindingOf(sample, 'swap')).toEqual(amount(96 * MIB));
    for (const kind of ['memory', 'swap', 'cpu', 'cpuset', 'io', 'pids'] as const) {
      const ladder = ladderOf(sample, kind);
      expect(ladder.own).toBe(true);
      expect(ladder.levels.map((level) => level.path.text)).toEqual(['/', '/docker', path]);
      expect(ladder.levels.map(({ own }) => own)).toEqual([false, false, true]);
    }
  });

  it('has the figures of its cgroup files', async () => {
    const sample = await sampleOf(helper, limited);
    const value = (reading: { value: number } | object | undefined) =>
      reading !== undefined && 'value' in reading ? reading.value : undefined;
    const folder = cgroupFolder(limited.initPid, 'pids') ?? '';
    expect(sample.pids).toMatchObject({
      value: { current: Number(readFileSync(join(folder, 'pids.current'), 'utf8')) },
    });
    expect(value(ladderOf(sample, 'memory').levels[2]?.use)).toBeGreaterThan(0);
    expect(sample.memory).toHaveProperty('value.workingSet');
    expect(value(ladderOf(sample, 'cpu').levels[2]?.counter)).toBeGreaterThan(0);
    expect(sample.onlineCpus).toBeGreaterThan(0);
  });

  it('has the pressure of its cgroup in the unified hierarchy, and says where it is off', async () => {
    const folder = cgroupHierarchies().find(({ version }) => version === 2)?.mountPoint;
    const { pressure } = await sampleOf(helper, limited);
    if (folder === undefined) {
      expect(pressure.cpu).toEqual({ value: { kind: 'off', why: 'no-unified' } });
      return;
    }
    for (const reading of Object.values(pressure)) expect(reading).toHaveProperty('value.kind', 'on');
    const own = readFileSync(`/proc/${limited.initPid}/cgroup`, 'utf8').match(/^0::(.*)$/m)?.[1] ?? '';
    const file = join(folder, own, 'cgroup.pressure');
    writeFileSync(file, '0');
    // Where nothing runs all is read again every three seconds.
    const ioPressure = async () => (await sampleOf(helper, limited)).pressure.io;
    try {
      await expect.poll(ioPressure, { timeout: 5000 }).toEqual({ value: { kind: 'off', why: 'cgroup' } });
    } finally {
      writeFileSync(file, '1');
    }
    await expect.poll(ioPressure, { timeout: 5000 }).toHaveProperty('value.kind', 'on');
  });

  it('has every control file with what it holds', async () => {
    const { knobs, controllers, omitted } = await helper.request('container/knobs', {
      containerId: await idOf(helper, limited),
    });
    expect(omitted).toBe(0);
    expect(new Set(knobs.map(({ key }) => key)).size).toBe(knobs.length);
    const text = ({ value }: Knob) => ('value' in value ? value.value.lines.join('\n') : value.unread.reason);
    const texts = new Map(knobs.map((knob) => [knob.file as string, text(knob)]));
    expect(texts.get('pids.max')).toBe('50');
    expect(texts.get('cpuset.cpus')).toBe('0');
    if (controllers.find(({ controller }) => controller === 'memory')?.version === 1) {
      expect(texts.get('memory.limit_in_bytes')).toBe(`${64 * MIB}`);
      expect(texts.get('cpu.cfs_quota_us')).toBe('50000');
      expect(texts.get('blkio.throttle.read_bps_device')).toBe(`${disk.device} ${MIB}`);
    }
    for (const knob of knobs) {
      expect([knob.file, statSync(knob.path.text).mode & 0o222]).toEqual([
        knob.file,
        knob.setting ? expect.any(Number) : 0,
      ]);
    }
    expect([texts.has('cgroup.procs'), texts.has('memory.force_empty'), texts.has('tasks')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(controllers.find(({ controller }) => controller === 'memory')).toMatchObject({
      state: 'on',
      owner: 0,
      own: true,
    });
  });

  it('has the same limits for the tree', async () => {
    const { limits } = await helper.request('container/limits', { containerId: await idOf(helper, limited) });
    const sample = await sampleOf(helper, limited);
    for (const { resource, limit, setBy } of limits) {
      const bound = bindingOf(sample, resource);
      expect([setBy?.text, 'value' in limit && limit.value]).toEqual(bound);
    }
  });
});

describe('what comes and goes', () => {
  it('is gone when it was removed between two samples, and spoils no other answer', async () => {
    const short = await lab.docker({ memoryBytes: 64 * MIB });
    const containerIds = [await idOf(helper, short), await idOf(helper, limited)];
    const held = new HeldSet();
    const sampled = () => samplesOf(helper, containerIds, held);
    expect((await sampled()).map((answer) => 'sample' in answer)).toEqual([true, true]);
    const removal = { done: false };
    const removed = short.stop().finally(() => (removal.done = true));
    const isDone = () => removal.done;
    while (!isDone()) {
      const [first, second] = await sampled();
      expect(second).toHaveProperty('sample.memory.value');
      if (first !== undefined && 'error' in first) expect(first.error.code).toBe('GONE');
    }
    await removed;
    const [gone] = await sampled();
    expect(gone).toEqual({
      containerId: containerIds[0],
      error: { code: 'GONE', operation: 'containers/sample', target: containerIds[0] },
    });
    await expect(helper.request('container/knobs', { containerId: 'docker:none' })).rejects.toMatchObject({
      data: { code: 'GONE' },
    });
  });

  it('is found again under the same id after a restart, though nobody watches', async () => {
    const docker = await lab.docker({ memoryBytes: 64 * MIB });
    await using client = await HelperClient.start();
    await client.watch();
    const id = `docker:${docker.id}`;
    await client.until('the row', (found) => found.has(id));
    await client.request('inventory/unwatch', {});
    const held = new HeldSet();
    const usage = async () => (await sampleById(client, id, held)).pids;
    expect(await usage()).toMatchObject({ value: { current: 1 } });
    await run('docker', ['restart', '-t', '0', docker.id]);
    expect(await usage()).toMatchObject({ value: { current: 1 } });
    await docker.stop();
  });
});

it('tells of a sandbox without a cgroup of its own those that it shares', async () => {
  const sandbox = await lab.unshare();
  const sample = await sampleOf(helper, sandbox);
  for (const ladder of Object.values(sample.ladders)) {
    if ('unread' in ladder) continue;
    expect(ladder.value.own).toBe(false);
    expect(ladder.value.levels.map(({ own }) => own)).not.toContain(true);
  }
  const { controllers } = await helper.request('container/knobs', { containerId: await idOf(helper, sandbox) });
  expect(controllers.map(({ own }) => own)).not.toContain(true);
  await sandbox.stop();
});
