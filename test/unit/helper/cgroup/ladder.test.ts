import { afterEach, describe, expect, it } from 'vitest';
import { brief, ladder, MAX, reading } from './reading-ladders.ts';
import { Tree, V1, V2, version1File } from './tree.ts';

const MB = 1_000_000;
const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(...parameters: ConstructorParameters<typeof Tree>): Tree {
  const made = new Tree(...parameters);
  trees.push(made);
  return made;
}

describe('a ladder of version 2', () => {
  it('shows every level; the parent with the smaller limit binds', () => {
    const made = tree(V2)
      .cgroup('unified/p', {
        'memory.max': `${100 * MB}\n`,
        'memory.current': '90\n',
        'memory.events': 'max 70\noom 7\n',
        'memory.events.local': 'low 0\nhigh 2\nmax 5\noom 1\noom_kill 0\n',
      })
      .cgroup('unified/p/c', {
        'memory.max': `${1000 * MB}\n`,
        'memory.current': '80\n',
        'memory.events.local': 'max 0\noom 0\noom_kill 1\n',
      });
    const memory = ladder('memory', made.container('0::/p/c\n'));
    expect(memory).toMatchObject({ kind: 'memory', version: 2, own: true, binding: 1 });
    expect(memory).not.toHaveProperty('omitted');
    expect(brief(memory)).toEqual([
      ['/', MAX, undefined, {}],
      ['/p', 100 * MB, 90, { max: 5, oom: 1 }],
      ['/p/c', 1000 * MB, 80, { max: 0, oom: 0 }],
    ]);
    expect(memory.levels.map(({ own }) => own)).toEqual([false, false, true]);
    expect(memory.levels[0]).not.toHaveProperty('limitFile');
    expect(memory.folder.text).toBe(`${made.folder}/unified`);
    expect(memory).not.toHaveProperty('useFolder');
    expect(memory.levels[2]).toMatchObject({ limitFile: 'memory.max', useFile: 'memory.current' });
  });

  it('before Linux 5.2 counts at the container alone', () => {
    const events = { 'memory.max': '5\n', 'memory.current': '1\n', 'memory.events': 'high 3\nmax 2\noom 1\n' };
    const made = tree(V2).cgroup('unified/p', events).cgroup('unified/p/c', events);
    expect(ladder('memory', made.container('0::/p/c\n')).levels.map(({ counts }) => counts)).toEqual([
      {},
      {},
      { max: 2, oom: 1 },
    ]);
  });

  it('has those of memory.high, swap, pids and cpu', () => {
    const made = tree(V2).cgroup('unified/c', {
      ...{ 'memory.high': '7\n', 'memory.current': '3\n', 'memory.events.local': 'high 4\nmax 9\n' },
      ...{ 'memory.swap.max': '0\n', 'memory.swap.current': '0\n', 'memory.swap.events': 'high 0\nmax 6\nfail 6\n' },
      ...{ 'pids.max': '50\n', 'pids.current': '3\n', 'pids.events': 'max 9\n', 'pids.events.local': 'max 8\n' },
      'cpu.max': '50000 100000\n',
      'cpu.stat': 'usage_usec 1500000\nnr_periods 9\nnr_throttled 2\nthrottled_usec 250000\n',
    });
    const container = made.container('0::/c\n');
    expect(brief(ladder('memory-high', container))[1]).toEqual(['/c', 7, 3, { high: 4 }]);
    expect(brief(ladder('swap', container))[1]).toEqual(['/c', 0, 0, {}]);
    expect(brief(ladder('pids', container))[1]).toEqual(['/c', 50, 3, { max: 8 }]);
    expect(brief(ladder('cpu', container))[1]).toEqual([
      ...['/c', 0.5, 1.5],
      { periods: 9, throttled: 2, throttledSeconds: 0.25 },
    ]);
    for (const kind of ['memory-high', 'swap', 'pids', 'cpu'] as const) {
      expect(ladder(kind, container).binding).toBe(1);
    }
  });

  it('counts forks that were refused at the container alone, where the kernel does not tell by which level', () => {
    const pids = { 'pids.max': '5\n', 'pids.current': '5\n', 'pids.events': 'max 9\n' };
    const made = tree(V2).cgroup('unified/p', pids).cgroup('unified/p/c', pids);
    expect(ladder('pids', made.container('0::/p/c\n')).levels.map(({ counts }) => counts)).toEqual([
      {},
      {},
      { refused: 9 },
    ]);
  });

  it('has the CPUs and devices of each level', () => {
    const made = tree(V2)
      .write('unified/cpuset.cpus.effective', '0-7\n')
      .cgroup('unified/p', { 'cpuset.cpus.effective': '0-3\n', 'io.max': '8:0 rbps=50 wbps=max\n' })
      .cgroup('unified/p/c', {
        'cpuset.cpus.effective': '0-3\n',
        'io.max': '8:0 rbps=100 wbps=7\n',
        'io.stat': '8:0 rbytes=3 wbytes=4\n',
      });
    const container = made.container('0::/p/c\n');
    expect(ladder('cpuset', container)).toMatchObject({
      binding: 1,
      levels: [{ limit: { value: { list: '0-7', count: 8 } } }, {}, { limit: { value: { list: '0-3', count: 4 } } }],
    });
    expect(ladder('io', container)).toMatchObject({
      binding: 2,
      levels: [
        { limit: { value: MAX } },
        { limit: { value: { devices: [{ device: '8:0', readBytes: 50 }] } } },
        { limit: { value: { devices: [{ device: '8:0', readBytes: 100, writeBytes: 7 }] } }, counter: { value: 7 } },
      ],
    });
  });
});

describe('a ladder of version 1', () => {
  it('shows the same', () => {
    const made = tree(V1)
      .cgroup('memory', { 'memory.limit_in_bytes': '9223372036854771712\n', 'memory.usage_in_bytes': '500\n' })
      .cgroup('memory/x', {
        ...{ 'memory.limit_in_bytes': '100\n', 'memory.usage_in_bytes': '90\n', 'memory.failcnt': '3\n' },
        'memory.memsw.limit_in_bytes': '200\n',
        'memory.memsw.usage_in_bytes': '95\n',
        'memory.memsw.failcnt': '1\n',
      })
      .cgroup('pids/x', { 'pids.max': '10\n', 'pids.current': '3\n', 'pids.events': 'max 4\n' })
      .cgroup('cpu/x', {
        ...{ 'cpu.cfs_quota_us': '50000\n', 'cpu.cfs_period_us': '100000\n', 'cpuacct.usage': '1500000000\n' },
        'cpu.stat': 'nr_periods 9\nnr_throttled 2\nthrottled_time 250000000\n',
      });
    const container = made.container(version1File('/x'));
    expect(brief(ladder('memory', container))).toEqual([
      ['/', MAX, 500, {}],
      ['/x', 100, 90, { max: 3 }],
    ]);
    expect(ladder('memory', container)).toMatchObject({ version: 1, binding: 1, own: true });
    expect(brief(ladder('swap', container))[1]).toEqual(['/x', 200, 95, { max: 1 }]);
    expect(brief(ladder('pids', container))[1]).toEqual(['/x', 10, 3, { refused: 4 }]);
    const throttling = { periods: 9, throttled: 2, throttledSeconds: 0.25 };
    expect(brief(ladder('cpu', container))[1]).toEqual(['/x', 0.5, 1.5, throttling]);
    expect(reading('memory-high', container)).toEqual({ unread: { reason: 'unsupported' } });
    expect(reading('swap', tree(V1).write('memory/x/tasks', '').container(version1File('/x')))).toEqual({
      unread: { reason: 'off' },
    });
  });

  it.each([
    ['/x', 1.5],
    ['/y', undefined],
  ])('counts CPU time in the hierarchy that has it, if the container stands in the same path: %s', (path, used) => {
    const made = tree([
      { name: 'cpu', version: 1, controllers: 'cpu' },
      { name: 'cpuacct', version: 1, controllers: 'cpuacct' },
    ])
      .cgroup('cpu/x', { 'cpu.cfs_quota_us': '-1\n', 'cpu.cfs_period_us': '100000\n' })
      .write(`cpuacct${path}/cpuacct.usage`, '1500000000\n');
    const container = made.container(`2:cpu:/x\n1:cpuacct:${path}\n`);
    const cpu = ladder('cpu', container);
    expect(brief(cpu)[1]?.slice(0, 3)).toEqual(['/x', MAX, used]);
    expect(cpu.folder.text).toBe(`${made.folder}/cpu`);
    expect(cpu.useFolder?.text).toBe(used === undefined ? undefined : `${made.folder}/cpuacct`);
    expect(cpu.levels[1]).toMatchObject({ limitFile: 'cpu.cfs_quota_us', ...(used && { useFile: 'cpuacct.usage' }) });
  });
});
