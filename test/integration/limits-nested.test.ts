import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LadderKind } from '../../src/shared/model/ladder.ts';
import type { LimitsSample } from '../../src/shared/model/sample.ts';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { HelperClient } from '../support/helper-client.ts';
import { bindingOf, ladderOf, sampleOf } from './limits-samples.ts';

const MIB = 1024 * 1024;
const GULP = 'dd if=/dev/zero of=/dev/null bs=200M count=1';
const FORKS = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 2 & done; wait';

let lab: Lab;
let helper: HelperClient;
/** Of 1 GiB and 100 tasks, in a cgroup of 100 MiB, 8 tasks and a fifth of a processor. */
let nested: DockerContainer;
let parent: string;

beforeAll(async () => {
  lab = await openLab();
  parent = `/lab-${lab.id}-parent`;
  makeParent(parent);
  nested = await lab.docker({
    ...{ memoryBytes: 1024 * MIB, pidsLimit: 100 },
    extraArgs: [`--cgroup-parent=${parent}`],
  });
  helper = await HelperClient.start();
  await helper.watch();
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
});

/** Makes the cgroup in every hierarchy, with limits tighter than those of the container below it. */
function makeParent(path: string): void {
  for (const { mountPoint, controllers } of cgroupHierarchies()) {
    const folder = join(mountPoint, path);
    mkdirSync(folder);
    lab.defer(`the cgroup ${folder}`, () =>
      waitFor('its removal', () => Promise.resolve(removed(folder))).then(() => undefined),
    );
    const set = (file: string, value: string) => writeFileSync(join(folder, file), value);
    if (controllers.includes('memory')) set('memory.limit_in_bytes', `${100 * MIB}`);
    if (controllers.includes('cpu')) set('cpu.cfs_quota_us', '20000');
    if (controllers.includes('pids')) set('pids.max', '8');
    if (controllers.includes('cpuset')) {
      for (const file of ['cpuset.mems', 'cpuset.cpus']) set(file, readFileSync(join(mountPoint, file), 'utf8'));
    }
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** How much a count rose between two samples, at each level. */
function rises(before: LimitsSample, after: LimitsSample, kind: LadderKind, count: 'max' | 'refused' | 'throttled') {
  const counts = (sample: LimitsSample) => ladderOf(sample, kind).levels.map((level) => level.counts[count] ?? 0);
  return counts(after).map((now, index) => now - (counts(before)[index] ?? 0));
}

const inside = (container: DockerContainer, command: string) =>
  run('docker', ['exec', container.id, '/bin/sh', '-c', command], { accept: [0, 1, 2, 137, 143] });

describe('a container in a cgroup with tighter limits', () => {
  it('is bound by that', async () => {
    const sample = await sampleOf(helper, nested);
    expect(bindingOf(sample, 'memory')).toEqual([parent, { kind: 'amount', amount: 100 * MIB }]);
    expect(bindingOf(sample, 'pids')).toEqual([parent, { kind: 'amount', amount: 8 }]);
    expect(bindingOf(sample, 'cpu')).toEqual([parent, { kind: 'amount', amount: 0.2 }]);
    expect(ladderOf(sample, 'memory').levels[2]?.limit).toEqual({ value: { kind: 'amount', amount: 1024 * MIB } });
  });

  it('counts an OOM kill where the victim lived, and what refused it at the parent', async () => {
    const before = await sampleOf(helper, nested);
    await inside(nested, GULP);
    const after = await sampleOf(helper, nested);
    const kills = ({ memory }: LimitsSample) => ('value' in memory ? (memory.value.oomKills ?? 0) : NaN);
    expect(kills(after) - kills(before)).toBeGreaterThan(0);
    expect(rises(before, after, 'memory', 'max').map((rise) => rise > 0)).toEqual([false, true, false]);
  });

  it('counts throttling at the parent, and the time of both', async () => {
    const before = await sampleOf(helper, nested);
    await inside(nested, 'timeout 2 sh -c "while :; do :; done"');
    const after = await sampleOf(helper, nested);
    const rise = rises(before, after, 'cpu', 'throttled');
    expect(rise.map((count) => count > 3)).toEqual([false, true, false]);
    const seconds = (sample: LimitsSample) => ('value' in sample.cpu ? sample.cpu.value.usage : NaN);
    expect(seconds(after) - seconds(before)).toBeGreaterThan(0.2);
    expect(seconds(after) - seconds(before)).toBeLessThan(1);
  });

  // Last: what could be forked stays there, as nobody in the container waits for it.
  it('counts refused forks, at the container where the kernel does not tell by which level', async () => {
    const before = await sampleOf(helper, nested);
    await inside(nested, FORKS);
    const after = await sampleOf(helper, nested);
    const byLevel = 'max' in (ladderOf(after, 'pids').levels[1]?.counts ?? {});
    const rise = rises(before, after, 'pids', byLevel ? 'max' : 'refused');
    expect(rise.map((count) => count > 0)).toEqual(byLevel ? [false, true, false] : [false, false, true]);
  });
});
