import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProcessTable } from '../../../../src/helper/inventory/process-table.ts';
import type { ReadElsewhere } from '../../../../src/helper/inventory/shared-reading.ts';
import { type ProcessFacts, readFacts } from '../../../../src/helper/proc/process-facts.ts';
import { ProcTree } from './proc-tree.ts';

/** So many that it is worth asking for help. */
const MANY = 540;
const KERNEL_THREAD = 0x00200000;

let proc: ProcTree;
let alone: ProcessTable;
let asked: number[];

beforeAll(() => {
  proc = new ProcTree();
  for (let pid = 100; pid < 100 + MANY; pid++) {
    const namespaces = { pid: pid % 5 === 0 ? undefined : 7000 + (pid % 3) };
    const flags = pid % 11 === 0 ? { flags: KERNEL_THREAD } : {};
    proc.set(pid, { comm: `p${pid}`, start: pid, cgroup: `/${pid % 7}`, namespaces, pids: [pid, 1], ...flags });
  }
}, 60_000);

afterAll(() => proc.dispose());

beforeEach(async () => {
  asked = [];
  alone = new ProcessTable(proc.reader, proc.folder);
  await alone.update(0, true);
});

/** What another process would read of the same /proc. */
function read(pids: readonly number[]): readonly ProcessFacts[] {
  asked.push(...pids);
  return pids.map((pid) => readFacts(proc.reader, pid)).filter((facts) => typeof facts !== 'number');
}

const helpedBy = (help: ReadElsewhere) => new ProcessTable(proc.reader, proc.folder, help);

describe('ProcessTable with help', () => {
  it('knows the same as without', async () => {
    const helped = helpedBy((pids) => Promise.resolve(read(pids)));
    expect(await helped.update(0, true)).toBe(true);
    expect(asked.length).toBeGreaterThan(0);
    expect([...helped.records]).toEqual([...alone.records]);
  });

  it.each([
    ['is stuck', () => new Promise<never>(() => undefined)],
    ['fails', () => Promise.reject(new Error('gone'))],
    ['can read nothing', () => Promise.resolve([])],
  ])('knows the same where who helps %s', async (_, help) => {
    const helped = helpedBy(help);
    await helped.update(0, true);
    expect([...helped.records]).toEqual([...alone.records]);
  });

  it('takes what was read elsewhere, and does not read it again', async () => {
    const helped = helpedBy((pids) => Promise.resolve(read(pids).map((facts) => ({ ...facts, comm: 'elsewhere' }))));
    await helped.update(0, true);
    const taken = [...helped.records.values()].filter(({ comm }) => comm === 'elsewhere').map(({ pid }) => pid);
    expect(taken.length).toBeGreaterThan(0);
    expect(asked).toEqual(expect.arrayContaining(taken));
  });

  it('asks for none where few are new, whatever else is read again', async () => {
    const helped = helpedBy((pids) => Promise.resolve(read(pids)));
    await helped.update(0, true);
    asked = [];
    proc.set(9000);
    await helped.update(20_000, true);
    expect([asked, helped.records.has(9000)]).toEqual([[], true]);
    proc.remove(9000);
  });

  it('forgets at the next look what ended after it was read elsewhere', async () => {
    proc.set(9001);
    const helped = helpedBy((pids) => {
      const found = read(pids);
      if (pids.includes(9001)) proc.remove(9001);
      return Promise.resolve(found);
    });
    await helped.update(0, true);
    expect([asked.includes(9001), helped.records.has(9001)]).toEqual([true, true]);
    await helped.update(1, false);
    expect(helped.records.has(9001)).toBe(false);
  });
});
