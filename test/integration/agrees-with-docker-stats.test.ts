import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LimitsSample } from '../../src/shared/model/sample.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { HelperClient } from '../support/helper-client.ts';
import { sampleById } from '../support/samples.ts';

const MIB = 1024 * 1024;

let lab: Lab;
let helper: HelperClient;
let idle: DockerContainer;
let busy: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  // Ten MiB of page cache, part of it inactive: the working set is another number than the use.
  const fill = 'dd if=/dev/zero of=/tmp/ballast bs=1M count=10 && cat /tmp/ballast >/dev/null && exec sleep 3600';
  idle = await lab.docker({ memoryBytes: 64 * MIB, command: ['/bin/sh', '-c', fill] });
  busy = await lab.docker({ cpus: 0.5, command: ['/bin/sh', '-c', 'while :; do :; done'] });
  helper = await HelperClient.start();
  await helper.watch();
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
});

function sample({ initPid }: DockerContainer): Promise<LimitsSample> {
  const id = [...helper.containers.values()].find(({ init }) => init.pid === initPid)?.id ?? '';
  return sampleById(helper, id);
}

/** What `docker stats` says: `12.3MiB / 64MiB` and `49.97%`. */
async function dockerStats({ id }: DockerContainer): Promise<{ memoryBytes: number; cpuPercent: number }> {
  const { stdout } = await run('docker', ['stats', '--no-stream', '--format', '{{.MemUsage}}|{{.CPUPerc}}', id]);
  const [, amount = '', unit = '', percent = ''] = /^([\d.]+)([KMG]?i?B) \/ .*\|([\d.]+)%/.exec(stdout) ?? [];
  const scale = { B: 1, KiB: 1024, MiB: MIB, GiB: 1024 * MIB }[unit];
  if (scale === undefined) throw new Error(`not understood: ${stdout}`);
  return { memoryBytes: Number(amount) * scale, cpuPercent: Number(percent) };
}

it('shows the working set of an idle container within 1 MiB', async () => {
  const stats = await dockerStats(idle);
  const { memory } = await sample(idle);
  if ('unread' in memory) throw new Error(JSON.stringify(memory.unread));
  expect(Math.abs(memory.value.workingSet - stats.memoryBytes)).toBeLessThan(MIB);
});

it('shows the CPU use at steady load within 5 points', async () => {
  // At the limit the load is steady, whatever else runs here. Both look over the same seconds.
  const before = await sample(busy);
  const [first, stats] = await Promise.all([sleep(2500).then(() => sample(busy)), dockerStats(busy)]);
  const seconds = (sample: LimitsSample) => ('value' in sample.cpu ? sample.cpu.value.usage : NaN);
  const percent = ((seconds(first) - seconds(before)) / ((first.at - before.at) / 1000)) * 100;
  expect(percent).toBeGreaterThan(30);
  expect(Math.abs(percent - stats.cpuPercent)).toBeLessThan(5);
});
