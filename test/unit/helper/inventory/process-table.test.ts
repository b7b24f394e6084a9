import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdleCheck } from '../../../../src/helper/inventory/idle-check.ts';
import { ProcessTable } from '../../../../src/helper/inventory/process-table.ts';
import { ProcTree } from './proc-tree.ts';

let proc: ProcTree;
let table: ProcessTable;
const KERNEL_THREAD = 0x00200000;

beforeEach(() => {
  proc = new ProcTree();
  table = new ProcessTable(proc.reader, proc.folder);
});
afterEach(() => proc.dispose());

const pids = () => [...table.records.keys()].sort((a, b) => a - b);
const record = (pid: number) => table.records.get(pid);

describe('ProcessTable', () => {
  it('reads each process with what discovery needs', async () => {
    proc.set(7, { comm: 'a) R 1', parent: 1, start: 55, cgroup: '/x', namespaces: { pid: 42 } });
    expect(await table.update(0, false)).toBe(true);
    expect(pids()).toEqual([1, 7]);
    expect(record(7)).toEqual({
      pid: 7,
      comm: 'a) R 1',
      parentPid: 1,
      startTime: 55,
      state: 'sleeping',
      kernelThread: false,
      cgroup: '0::/x\n',
      pidNamespace: 42,
      pids: undefined,
      version: 0,
      firstSeen: 0,
    });
  });

  it('sees what is new and what is gone, and nothing else', async () => {
    await table.update(0, false);
    expect(await table.update(10_000, false)).toBe(false);
    proc.set(7);
    expect(await table.update(20_000, false)).toBe(true);
    expect(pids()).toEqual([1, 7]);
    proc.remove(7);
    expect(await table.update(30_000, false)).toBe(true);
    expect(pids()).toEqual([1]);
  });

  it('sees another process under a pid that was used again', async () => {
    proc.set(7, { start: 10, cgroup: '/old' });
    await table.update(0, false);
    proc.set(7, { start: 20, cgroup: '/new' });
    expect(await table.update(100, false)).toBe(true);
    expect(record(7)).toMatchObject({ startTime: 20, cgroup: '0::/new\n', version: 0, firstSeen: 100 });
    // Also one that is known for long: by the sweep.
    proc.set(7, { start: 30, cgroup: '/newest' });
    await table.update(10_000, true);
    expect(record(7)).toMatchObject({ startTime: 30, firstSeen: 10_000 });
    expect(pids()).toEqual([1, 7]);
  });

  it('reads a process again while it settles, and then only by the sweep', async () => {
    await table.update(0, false);
    proc.set(7, { comm: 'runc', cgroup: '/a' });
    await table.update(10_000, false);
    expect(table.settling(12_999)).toBe(true);
    proc.set(7, { comm: 'nginx', cgroup: '/b', parent: 3 });
    expect(await table.update(12_999, false)).toBe(true);
    expect(record(7)).toMatchObject({ comm: 'nginx', cgroup: '0::/b\n', parentPid: 3, version: 1, firstSeen: 10_000 });
    expect(table.settling(13_000)).toBe(false);
    proc.set(7, { comm: 'late', cgroup: '/c' });
    expect(await table.update(13_000, false)).toBe(false);
    expect(record(7)?.comm).toBe('nginx');
    expect(await table.update(13_001, true)).toBe(true);
    expect(record(7)).toMatchObject({ comm: 'late', cgroup: '0::/c\n', version: 2 });
    expect(await table.update(13_002, true)).toBe(false);
  });

  it('knows by its start time that a process is not new, though it is seen for the first time', async () => {
    writeFileSync(`${proc.folder}/uptime`, '1000.00 5000.00\n');
    proc.set(1, { start: 0 }).set(7, { start: 50_000, cgroup: '/a' });
    await table.update(0, false);
    expect(table.settling(0)).toBe(false);
    proc.set(8, { start: 99_900 });
    await table.update(1, false);
    expect([table.settling(3000), table.settling(3001)]).toEqual([true, false]);
  });

  it('counts a state that lasts as a change, and none that comes and goes', async () => {
    await table.update(0, false);
    proc.set(7);
    await table.update(1, false);
    proc.set(7, { state: 'R' });
    expect(await table.update(2, false)).toBe(false);
    expect(record(7)).toMatchObject({ state: 'running', version: 0 });
    proc.set(7, { state: 'T' });
    expect(await table.update(3, false)).toBe(true);
    proc.set(7, { state: 'Z' });
    expect(await table.update(4, false)).toBe(true);
    expect(record(7)).toMatchObject({ state: 'zombie', version: 2 });
  });

  it('reads the pids in each namespace where the namespace is refused', async () => {
    proc.set(7, { namespaces: { pid: undefined }, pids: [7, 1] });
    await table.update(0, false);
    expect(record(7)).toMatchObject({ pidNamespace: 0, pids: [7, 1] });
    rmSync(`${proc.folder}/7/status`);
    proc.set(8, { namespaces: { pid: undefined } });
    rmSync(`${proc.folder}/8/status`);
    await table.update(1, false);
    expect(record(8)).toMatchObject({ pidNamespace: 0, pids: undefined });
  });

  it('reads no more than `stat` of kernel threads, once', async () => {
    proc.set(2, { comm: 'kthreadd', flags: KERNEL_THREAD });
    rmSync(`${proc.folder}/2/cgroup`);
    await table.update(0, false);
    expect(record(2)).toMatchObject({ kernelThread: true, cgroup: '' });
    expect(await table.update(10_000, true)).toBe(false);
  });

  it('keeps what is known where a file cannot be opened this time', async () => {
    proc.set(7, { comm: 'known' });
    await table.update(0, false);
    // A folder in its place gives another error than that of a process that ended, as EMFILE would.
    for (const name of ['stat', 'cgroup']) {
      proc.set(7, { comm: 'new' });
      rmSync(`${proc.folder}/7/${name}`);
      mkdirSync(`${proc.folder}/7/${name}`);
      expect(await table.update(1, true)).toBe(false);
      expect(record(7)?.comm).toBe('known');
    }
    rmSync(`${proc.folder}/7/cgroup`, { recursive: true });
    expect(await table.update(2, true)).toBe(true);
    expect(record(7)).toBeUndefined();
  });

  it('keeps what is known where /proc cannot be listed', async () => {
    proc.set(7);
    const gone = new ProcessTable(proc.reader, `${proc.folder}/none`);
    await expect(gone.update(0, false)).rejects.toThrow('ENOENT');
    await table.update(0, false);
    expect(pids()).toEqual([1, 7]);
  });

  it('leaves out what dies between the listing and the look, and what is no process', async () => {
    mkdirSync(`${proc.folder}/99`);
    mkdirSync(`${proc.folder}/sys`);
    mkdirSync(`${proc.folder}/0`);
    proc.set(98);
    writeFileSync(`${proc.folder}/98/stat`, 'torn');
    await table.update(0, false);
    expect(pids()).toEqual([1]);
  });

  it('holds one string for all processes in the same cgroups', async () => {
    for (let pid = 10; pid < 20; pid++) proc.set(pid, { cgroup: '/same' });
    await table.update(0, false);
    await table.update(1, true);
    expect(new Set([...table.records.values()].map(({ cgroup }) => cgroup)).size).toBe(2);
  });
});

describe('IdleCheck', () => {
  it('tells whether something came or went since the last call', () => {
    const idle = new IdleCheck(proc.reader);
    expect(idle.changed()).toBe(true);
    expect(idle.changed()).toBe(false);
    proc.forked();
    expect(idle.changed()).toBe(true);
    writeFileSync(`${proc.folder}/loadavg`, '0 0 0 1/999 1\n');
    expect(idle.changed()).toBe(true);
    expect(idle.changed()).toBe(false);
    // The load and the last pid are no news.
    writeFileSync(`${proc.folder}/loadavg`, '9 9 9 7/999 77\n');
    expect(idle.changed()).toBe(false);
  });

  it.each(['stat', 'loadavg'])('says yes where it cannot tell: no %s', (name) => {
    const idle = new IdleCheck(proc.reader);
    idle.changed();
    rmSync(`${proc.folder}/${name}`);
    expect([idle.changed(), idle.changed()]).toEqual([true, true]);
    writeFileSync(`${proc.folder}/${name}`, 'rubbish\n');
    expect([idle.changed(), idle.changed()]).toEqual([true, true]);
  });
});
