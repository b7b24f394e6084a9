import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LimitsReader } from '../../../../src/helper/cgroup/limits.ts';
import { LIMIT_RESOURCES } from '../../../../src/shared/model/cgroup.ts';
import { files, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(mounts: typeof V1): Tree {
  const made = new Tree(mounts);
  trees.push(made);
  return made;
}

describe('LimitsReader.all', () => {
  it('gives the five in their order, though nothing can be read', async () => {
    const all = await new LimitsReader(files).all('x', tree([]).container('0::/a\n'));
    expect(all.map(({ resource }) => resource)).toEqual(LIMIT_RESOURCES);
    for (const { limit } of all) expect(limit).toEqual({ unread: { reason: 'unsupported' } });
  });

  it('makes rates of counters, the first within one call', async () => {
    const made = tree(V2);
    const count = (usec: number, bytes: number) =>
      made.cgroup('unified/a', {
        'cpu.stat': `usage_usec ${usec}\nuser_usec 5\n`,
        'io.stat': `8:0 rbytes=${bytes} wbytes=0\n`,
      });
    count(1_000_000, 1000);
    const reader = new LimitsReader(files);
    const started = performance.now();
    const first = reader.all('x', made.container('0::/a\n'));
    await sleep(30);
    count(1_200_000, 5000);
    const [, cpu, , , io] = await first;
    const seconds = (performance.now() - started) / 1000;
    const rate = (limit: typeof cpu) =>
      limit?.use !== undefined && 'value' in limit.use ? limit.use.value : Number.NaN;
    expect(rate(cpu)).toBeGreaterThan(0.2 / seconds - 0.5);
    expect(rate(cpu)).toBeLessThanOrEqual(2.01);
    expect(rate(io)).toBeGreaterThan(4000 / seconds - 5000);
    expect(cpu?.useFile?.text).toBe(`${made.folder}/unified/a/cpu.stat`);

    await sleep(60);
    const [, idle] = await reader.all('x', made.container('0::/a\n'));
    expect(rate(idle)).toBe(0);
    // Something new bears the name: its counter begins again, and there is no negative rate.
    count(10, 10);
    await sleep(60);
    const [, fresh] = await reader.all('x', made.container('0::/a\n'));
    expect(fresh?.use).toEqual({ unread: { reason: 'pending' } });
  });

  it('reads the CPU time of version 1 where that has it, in seconds', async () => {
    const made = tree(V1).write('cpu/x/cpuacct.usage', '1000000000\n').write('cpu/x/cpu.cfs_quota_us', '-1\n');
    const reader = new LimitsReader(files);
    const first = reader.all('x', made.container(version1File('/x')));
    await sleep(20);
    made.write('cpu/x/cpuacct.usage', '1100000000\n');
    const [, cpu] = await first;
    const used = cpu?.use !== undefined && 'value' in cpu.use ? cpu.use.value : Number.NaN;
    expect(used).toBeGreaterThan(0.1);
    expect(used).toBeLessThanOrEqual(1.01);
    expect(cpu?.useFile?.text).toBe(`${made.folder}/cpu/x/cpuacct.usage`);
  });

  it('tells no use of a cgroup that others share', async () => {
    const made = tree(V2).cgroup('unified/a', { 'cpu.stat': 'usage_usec 5\n', 'memory.current': '7\n' });
    const all = await new LimitsReader(files).all('x', made.container('0::/a\n', undefined, '0::/a\n'));
    for (const { use, useFile } of all) expect([use, useFile]).toEqual([undefined, undefined]);
  });

  it('forgets containers that ended', async () => {
    const made = tree(V2).cgroup('unified/a', { 'cpu.stat': 'usage_usec 5\n' });
    const reader = new LimitsReader(files);
    const timed = async () => {
      const started = performance.now();
      await reader.all('x', made.container('0::/a\n'));
      return performance.now() - started;
    };
    expect(await timed()).toBeGreaterThanOrEqual(95);
    reader.keepOnly(new Set(['x']));
    expect(await timed()).toBeLessThan(90);
    reader.keepOnly(new Set());
    expect(await timed()).toBeGreaterThanOrEqual(95);
  });

  it.each([
    ['', 'error'],
    ['usage_usec\n', 'error'],
    ['user_usec 7\n', 'error'],
    ['usage_usec max\n', 'error'],
    [undefined, 'off'],
  ])('a counter of %j is %s', async (text, reason) => {
    const made = tree(V2).write('unified/a/x', '');
    if (text !== undefined) made.write('unified/a/cpu.stat', text);
    const [, cpu] = await new LimitsReader(files).all('x', made.container('0::/a\n'));
    expect(cpu?.use).toHaveProperty('unread.reason', reason);
  });
});
