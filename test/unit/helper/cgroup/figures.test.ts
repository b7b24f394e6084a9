import { describe, expect, it } from 'vitest';
import { cpuFigures } from '../../../../src/helper/cgroup/cpu-time.ts';
import { memoryFigures } from '../../../../src/helper/cgroup/memory-figures.ts';
import { pidsFigures } from '../../../../src/helper/cgroup/pids.ts';
import { EACCES, ENODEV, folderOf } from './folders.ts';

const V2_STAT =
  'anon 300\nfile 500\nkernel 90\nkernel_stack 10\npagetables 20\nsock 1\nshmem 120\ninactive_file 200\nslab 60\n';
const V1_STAT =
  'cache 1\nrss 2\nshmem 3\ninactive_file 30\ntotal_cache 500\ntotal_rss 300\ntotal_shmem 120\ntotal_swap 7\ntotal_inactive_file 200\n';

describe('memoryFigures', () => {
  it('of version 2', () => {
    const folder = folderOf({
      'memory.current': '1000\n',
      'memory.stat': V2_STAT,
      'memory.swap.current': '7\n',
      'memory.peak': '2000\n',
      'memory.events': 'low 0\nhigh 0\nmax 3\noom 2\noom_kill 4\noom_group_kill 1\n',
    });
    expect(memoryFigures(folder, 2)).toEqual({
      value: {
        ...{ current: 1000, workingSet: 800, anon: 300, file: 380, shmem: 120, kernel: 90, swap: 7, peak: 2000 },
        ...{ oomKills: 4, oomGroupKills: 1 },
      },
    });
  });

  it('of version 1, with what is below', () => {
    const folder = folderOf({
      'memory.usage_in_bytes': '1000\n',
      'memory.stat': V1_STAT,
      'memory.max_usage_in_bytes': '2000\n',
      'memory.kmem.usage_in_bytes': '90\n',
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n',
    });
    expect(memoryFigures(folder, 1)).toEqual({
      value: {
        ...{ current: 1000, workingSet: 800, anon: 300, file: 380, shmem: 120, kernel: 90, swap: 7, peak: 2000 },
        oomKills: 4,
      },
    });
  });

  it('leaves out what an older kernel does not tell, and adds up its kernel memory', () => {
    const stat = 'anon 1\nfile 2\nkernel_stack 10\nslab 60\ninactive_file 0\n';
    const folder = folderOf({ 'memory.current': '100', 'memory.stat': stat });
    expect(memoryFigures(folder, 2)).toEqual({
      value: { current: 100, workingSet: 100, anon: 1, file: 2, shmem: 0, kernel: 70 },
    });
    const bare = folderOf({ 'memory.current': '100', 'memory.stat': 'anon 1\nfile 2\n' });
    expect(memoryFigures(bare, 2)).toEqual({ value: { current: 100, workingSet: 100, anon: 1, file: 2, shmem: 0 } });
  });

  it.each([
    [100, 99, 1],
    [100, 100, 100],
    [100, 101, 100],
    [0, 0, 0],
  ])('of %i in use and %i inactive the working set is %i, as docker stats has it', (current, inactive, expected) => {
    const folder = folderOf({
      'memory.current': `${current}`,
      'memory.stat': `anon 0\nfile 0\nshmem 5\ninactive_file ${inactive}\n`,
    });
    // Shared memory may be counted before the file pages that hold it.
    expect(memoryFigures(folder, 2)).toMatchObject({ value: { workingSet: expected, file: 0 } });
  });

  it('falls back to what is inactive of this cgroup alone where the sum is too large, as docker stats does', () => {
    const stat = V1_STAT.replace('total_inactive_file 200', 'total_inactive_file 1000');
    const folder = folderOf({ 'memory.usage_in_bytes': '1000', 'memory.stat': stat });
    expect(memoryFigures(folder, 1)).toMatchObject({ value: { workingSet: 970 } });
  });

  it.each([
    [{}, 'off'],
    [{ 'memory.current': EACCES }, 'permission'],
    [{ 'memory.current': ENODEV }, 'gone'],
    [{ 'memory.current': '' }, 'error'],
    [{ 'memory.current': '1' }, 'off'],
    [{ 'memory.current': '1', 'memory.stat': ENODEV }, 'gone'],
    [{ 'memory.current': '1', 'memory.stat': '' }, 'error'],
    [{ 'memory.current': '1', 'memory.stat': 'anon x\nfile 1\n' }, 'error'],
  ])('of %j are unread: %s', (files, reason) => {
    expect(memoryFigures(folderOf(files), 2)).toHaveProperty('unread.reason', reason);
  });

  it('take what 64 bits hold', () => {
    const large = '18446744073709551615';
    const folder = folderOf({ 'memory.current': large, 'memory.stat': `anon ${large}\nfile 9223372036854775807\n` });
    expect(memoryFigures(folder, 2)).toMatchObject({ value: { current: 2 ** 64, anon: 2 ** 64, file: 2 ** 63 } });
  });
});

describe('cpuFigures', () => {
  it('are seconds, of both versions', () => {
    const v2 = folderOf({ 'cpu.stat': 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n' });
    const v1 = folderOf({ 'cpuacct.usage': '2500000000\n', 'cpuacct.stat': 'user 200\nsystem 50\n' });
    const expected = { value: { usage: 2.5, user: 2, system: 0.5 } };
    expect(cpuFigures(v2, 2)).toEqual(expected);
    expect(cpuFigures(v1, 1)).toEqual(expected);
    expect(cpuFigures(folderOf({ 'cpuacct.usage': '1000000000' }), 1)).toEqual({ value: { usage: 1 } });
  });

  it('are never negative near the end of the counter', () => {
    const { value } = cpuFigures(folderOf({ 'cpuacct.usage': '9223372036854775807' }), 1) as { value: object };
    expect(value).toEqual({ usage: 2 ** 63 / 1e9 });
  });
});

describe('pidsFigures', () => {
  it.each([
    [{ 'pids.current': '3\n', 'pids.peak': '9\n' }, { value: { current: 3, peak: 9 } }],
    [{ 'pids.current': '3\n' }, { value: { current: 3 } }],
    [{}, { unread: { reason: 'off' } }],
    [{ 'pids.current': ENODEV }, { unread: { reason: 'gone', errno: 'ENODEV' } }],
  ])('of %j are %j', (files, expected) => {
    expect(pidsFigures(folderOf(files))).toEqual(expected);
  });
});
