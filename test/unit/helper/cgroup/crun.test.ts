import { afterEach, describe, expect, it } from 'vitest';
import { memory } from '../../../../src/helper/cgroup/memory.ts';
import { pids } from '../../../../src/helper/cgroup/pids.ts';
import { effective, Tree, V2 } from './tree.ts';

const SCOPE = '/machine.slice/libpod-1.scope';
let made: Tree | undefined;

afterEach(() => made?.remove());

describe('a container of crun, whose limits stand below its scope', () => {
  it.each([
    ['as crun leaves it', `${SCOPE}/container`],
    ['with a systemd inside', `${SCOPE}/container/init.scope`],
  ])('%s: they are its own, and so are those that systemd gave the scope', (_, init) => {
    made = new Tree(V2)
      .cgroup(`unified${SCOPE}`, { 'memory.max': 'max', 'memory.current': '70', 'pids.max': '30' })
      .cgroup(`unified${SCOPE}/container`, {
        'memory.max': '50331648',
        'memory.current': '60',
        'pids.max': 'max',
        'pids.current': '2',
      })
      .cgroup(`unified${init}`, {});
    const cgroups = made.container(`0::${init}\n`, SCOPE);
    expect(effective(memory, cgroups.target(['memory']), new Map())).toMatchObject({
      limit: { value: { amount: 50331648 } },
      own: true,
      setBy: { text: `${SCOPE}/container` },
      use: { value: 60 },
    });
    expect(effective(pids, cgroups.target(['pids']), new Map())).toMatchObject({
      limit: { value: { amount: 30 } },
      own: true,
      setBy: { text: SCOPE },
      use: { value: 2 },
    });
  });

  it('names no file that is not there', () => {
    made = new Tree(V2).cgroup('unified/a/b', { 'memory.current': '1' });
    const limit = effective(memory, made.container('0::/a/b\n').target(['memory']), new Map());
    expect(limit.limit).toEqual({ value: { kind: 'max' } });
    expect(limit).not.toHaveProperty('limitFile');
    made.cgroup('unified/a', { 'memory.max': 'max' });
    const above = effective(memory, made.container('0::/a/b\n').target(['memory']), new Map());
    expect(above.limitFile?.text).toBe(`${made.folder}/unified/a/memory.max`);
  });

  it('is no other runtime’s, whose init may stand anywhere below', () => {
    made = new Tree(V2).cgroup('unified/docker/1', { 'memory.max': '7', 'memory.current': '1' });
    made.cgroup('unified/docker/1/container', { 'memory.max': '5', 'memory.current': '1' });
    const target = made.container('0::/docker/1/container\n', '/docker/1').target(['memory']);
    expect(effective(memory, target, new Map())).toMatchObject({ limit: { value: { amount: 7 } }, own: true });
  });
});
