import { describe, expect, it } from 'vitest';
import { namespaceKeys } from '../../../../src/helper/inventory/namespace-keys.ts';
import type { ProcessRecord } from '../../../../src/helper/inventory/process-table.ts';
import { HOST_PID, Machine } from './machine.ts';

function keysOf(machine: Machine) {
  const keys = namespaceKeys(machine.records, HOST_PID);
  return (pid: number) => keys(machine.records.get(pid) as ProcessRecord);
}

describe('namespaceKeys', () => {
  it('is the inode where that is known', () => {
    expect(keysOf(new Machine().add(7, { namespace: 42 }))(7)).toBe(42);
  });

  it('is the namespace of the host for what has one pid', () => {
    expect(keysOf(new Machine().add(7, { namespace: 'hidden', pids: [7] }))(7)).toBe(HOST_PID);
  });

  it('is unknown where nothing is told', () => {
    expect(keysOf(new Machine().add(7, { namespace: 'hidden' }))(7)).toBeUndefined();
    expect(keysOf(new Machine().add(7, { namespace: 'hidden', pids: [] }))(7)).toBeUndefined();
  });

  it('is the same for the init of a hidden namespace and what descends from it', () => {
    const machine = new Machine()
      .add(10, { namespace: 'hidden', pids: [10, 1] })
      .add(11, { parent: 10, namespace: 'hidden', pids: [11, 2] })
      .add(12, { parent: 11, namespace: 'hidden', pids: [12, 3] })
      .add(20, { namespace: 'hidden', pids: [20, 1] });
    const key = keysOf(machine);
    expect([key(12), key(11), key(20)]).toEqual([key(10), key(10), -20]);
    expect(key(10)).toBe(-10);
  });

  it('is not that of a parent at another depth', () => {
    const machine = new Machine()
      .add(10, { namespace: 'hidden', pids: [10, 1] })
      .add(11, { parent: 10, namespace: 'hidden', pids: [11, 2, 5] })
      .add(12, { parent: 1, namespace: 'hidden', pids: [12, 5] });
    const key = keysOf(machine);
    expect(key(11)).toBeUndefined();
    expect(key(12)).toBeUndefined();
  });

  it('survives a chain of 100,000 parents, from its end', () => {
    const machine = new Machine().add(10, { namespace: 'hidden', pids: [10, 1] });
    for (let pid = 11; pid < 100_000; pid++)
      machine.add(pid, { parent: pid - 1, namespace: 'hidden', pids: [pid, pid] });
    expect(keysOf(machine)(99_999)).toBe(-10);
  });

  it('ends in a circle', () => {
    const machine = new Machine()
      .add(10, { parent: 12, namespace: 'hidden', pids: [10, 4] })
      .add(11, { parent: 10, namespace: 'hidden', pids: [11, 5] })
      .add(12, { parent: 11, namespace: 'hidden', pids: [12, 6] });
    expect(keysOf(machine)(12)).toBeUndefined();
  });
});
