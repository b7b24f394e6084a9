import { describe, expect, it } from 'vitest';
import { parseCgroupFile, pathSegments } from '../../../../src/helper/proc/cgroup-file.ts';
import { parseMountinfo } from '../../../../src/helper/proc/mountinfo.ts';
import { parseStat } from '../../../../src/helper/proc/stat.ts';
import { parseStatus } from '../../../../src/helper/proc/status.ts';
import { HOSTILE } from '../../support/hostile.ts';

const statLine = (comm: string, { flags = 4194560, state = 'S' } = {}) =>
  `4711 (${comm}) ${state} 1 4711 4711 0 -1 ${flags} 103 0 0 0 1 2 0 0 20 0 1 0 238924 5828608 256 18446744073709551615 0 0\n`;

describe('parseStat', () => {
  it('reads a line', () => {
    expect(parseStat(statLine('sleep'))).toEqual({
      pid: 4711,
      comm: 'sleep',
      state: 'sleeping',
      parentPid: 1,
      kernelThread: false,
      startTime: 238924,
    });
  });

  it('knows kernel threads and zombies', () => {
    expect(parseStat(statLine('kthreadd', { flags: 2129984 }))?.kernelThread).toBe(true);
    expect(parseStat(statLine('gone', { state: 'Z' }))?.state).toBe('zombie');
    expect(parseStat(statLine('new', { state: '?' }))?.state).toBe('unknown');
  });

  it.each([
    ['gru) mpf'],
    ['((('],
    [')))'],
    [') R 1 1'],
    ['a\n2 (b) S 0'],
    [''],
    ...HOSTILE.map(([, bytes]) => [bytes]),
  ])('is not led astray by the name %j', (comm) => {
    expect(parseStat(statLine(comm))).toMatchObject({ pid: 4711, comm, parentPid: 1, startTime: 238924 });
  });

  it.each([
    [''],
    ['4711'],
    ['4711 (sleep'],
    ['4711 sleep) S 1'],
    ['x (sleep) S 1 2 3'],
    ['4711 (sleep) S 1 2'],
    ['(a) S'],
  ])('gives nothing for %j', (line) => {
    expect(parseStat(line)).toBeUndefined();
  });
});

describe('parseStatus', () => {
  it('reads pids from the outside in, and the effective user', () => {
    const text = 'Name:\tnginx\\nNSpid:\\t1\nUid:\t1000\t1001\t1002\t1003\nNSpid:\t14008\t7\t1\n';
    expect(parseStatus(text)).toEqual({ uid: 1001, pids: [14008, 7, 1] });
  });

  it('says so where a field is missing', () => {
    expect(parseStatus('Name:\tx\n')).toEqual({ uid: undefined, pids: [] });
  });
});

describe('parseCgroupFile', () => {
  it('reads both versions', () => {
    expect(parseCgroupFile('9:name=systemd:/x\n4:cpu,cpuacct:/docker/a:b\n0::/unified (deleted)\n')).toEqual([
      { hierarchy: 9, controllers: ['name=systemd'], path: '/x' },
      { hierarchy: 4, controllers: ['cpu', 'cpuacct'], path: '/docker/a:b' },
      { hierarchy: 0, controllers: [], path: '/unified (deleted)' },
    ]);
  });

  it('drops what does not fit', () => {
    expect(parseCgroupFile('x::/a\n1:cpu\n\n-1::/\n0::relative\n')).toEqual([]);
  });

  it('splits paths without empty names', () => {
    expect(pathSegments('//a///b/')).toEqual(['a', 'b']);
    expect(pathSegments('/')).toEqual([]);
  });
});

describe('parseMountinfo', () => {
  it('undoes the octal escapes and nothing else', () => {
    const text = String.raw`29 23 0:26 /a\040b /sys/fs/cg\134roup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate
30 23 0:27 / /sys/fs/cgroup/cpu rw shared:9 master:1 - cgroup cgroup rw,cpu,cpuacct
broken
`;
    expect(parseMountinfo(text)).toEqual([
      { root: '/a b', mountPoint: String.raw`/sys/fs/cg\roup`, type: 'cgroup2', superOptions: ['rw', 'nsdelegate'] },
      { root: '/', mountPoint: '/sys/fs/cgroup/cpu', type: 'cgroup', superOptions: ['rw', 'cpu', 'cpuacct'] },
    ]);
  });
});
