import { afterEach, describe, expect, it, vi } from 'vitest';
import { BlockDevices } from '../../../../src/helper/cgroup/block-devices.ts';
import { OnlineCpus } from '../../../../src/helper/cgroup/online-cpus.ts';
import { PressureSupport } from '../../../../src/helper/cgroup/pressure-support.ts';
import { Sampler } from '../../../../src/helper/cgroup/sampler.ts';
import { LADDER_KINDS } from '../../../../src/shared/model/ladder.ts';
import { files, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => void vi.useRealTimers());
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(...parameters: ConstructorParameters<typeof Tree>): Tree {
  const made = new Tree(...parameters);
  trees.push(made);
  return made;
}

const sampler = () =>
  new Sampler(files, {
    cpus: new OnlineCpus(() => '0-5\n'),
    devices: new BlockDevices(() => '../../block/sda'),
    pressure: new PressureSupport(() => -2),
  });

const PRESSURE = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';

describe('Sampler', () => {
  it('reads a container in which nothing ran anew only after some seconds, what stands above each time', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const made = tree(V2)
      .cgroup('unified/p', { 'memory.current': '5', 'memory.max': '50', 'cpu.stat': 'usage_usec 7\n' })
      .cgroup('unified/p/c', { 'memory.current': '1', 'memory.max': '9', 'cpu.stat': 'usage_usec 4\n' });
    const container = made.container('0::/p/c\n');
    const one = sampler();
    const uses = () => {
      one.again();
      const { memory } = one.sample(container).ladders;
      return 'value' in memory ? memory.value.levels.slice(1).map(({ use }) => use) : memory;
    };
    expect(uses()).toEqual([{ value: 5 }, { value: 1 }]);
    made.write('unified/p/memory.current', '6');
    made.write('unified/p/c/memory.current', '2');
    vi.advanceTimersByTime(1000);
    expect(uses()).toEqual([{ value: 6 }, { value: 1 }]);
    // It had a CPU.
    made.write('unified/p/c/cpu.stat', 'usage_usec 5\n');
    vi.advanceTimersByTime(1000);
    expect(uses()).toEqual([{ value: 6 }, { value: 2 }]);
    made.write('unified/p/c/memory.current', '3');
    vi.advanceTimersByTime(3001);
    expect(uses()).toEqual([{ value: 6 }, { value: 3 }]);
  });

  it('has figures, pressure and ladders of version 2', () => {
    const made = tree(V2).cgroup('unified/c', {
      ...{ 'memory.current': '9', 'memory.stat': 'anon 1\nfile 2\n', 'memory.max': '10', 'pids.current': '2' },
      ...{ 'cpu.stat': 'usage_usec 5\n', 'io.stat': '8:0 rbytes=1 wbytes=2 rios=3 wios=4\n' },
      ...{ 'cpu.pressure': PRESSURE, 'cgroup.controllers': 'memory\n' },
    });
    const sample = sampler().sample(made.container('0::/c\n'));
    expect(sample).toMatchObject({
      onlineCpus: 6,
      cpu: { value: { usage: 5e-6 } },
      memory: { value: { current: 9 } },
      io: { value: { devices: [{ device: '8:0', name: 'sda', readBytes: 1 }] } },
      pids: { value: { current: 2 } },
      pressure: { cpu: { value: { kind: 'on' } }, io: { value: { kind: 'off', why: 'kernel' } } },
      ladders: { memory: { value: { binding: 1 } }, swap: { unread: { reason: 'off' } } },
    });
    expect(Object.keys(sample.ladders)).toEqual(LADDER_KINDS);
  });

  it('has those of version 1 and the pressure of the unified hierarchy (hybrid)', () => {
    const made = tree([...V1, ...V2], '')
      .cgroup('memory/x', { 'memory.usage_in_bytes': '9', 'memory.stat': 'total_rss 1\ntotal_cache 2\n' })
      .cgroup('cpu/x', { 'cpuacct.usage': '5000' })
      .cgroup('blkio/x', { 'blkio.throttle.io_service_bytes': '8:0 Read 1\n' })
      .cgroup('pids/x', { 'pids.current': '2' })
      .cgroup('unified/x', { 'cpu.stat': 'usage_usec 77\n', 'cpu.pressure': PRESSURE });
    const sample = sampler().sample(made.container(`${version1File('/x')}0::/x\n`));
    expect(sample).toMatchObject({
      cpu: { value: { usage: 5e-6 } },
      memory: { value: { current: 9 } },
      io: { value: { devices: [{ readBytes: 1 }] } },
      pids: { value: { current: 2 } },
      pressure: { cpu: { value: { kind: 'on' } } },
      ladders: { 'memory-high': { unread: { reason: 'unsupported' } } },
    });
  });

  it.each([
    ['version 1 alone', V1, version1File('/x')],
    ['a runtime that leaves the unified hierarchy out', [...V1, ...V2], `${version1File('/x')}0::/\n`],
    ['no line of it', [...V1, ...V2], version1File('/x')],
  ])('has no pressure without the unified hierarchy: %s', (_, mounts, file) => {
    const { pressure } = sampler().sample(tree(mounts).write('unified/cpu.pressure', PRESSURE).container(file));
    for (const reading of Object.values(pressure)) {
      expect(reading).toEqual({ value: { kind: 'off', why: 'no-unified' } });
    }
  });

  it('says of a cgroup that is gone that it is', () => {
    const { cpu, memory, io, pids, pressure } = sampler().sample(tree(V2).container('0::/gone\n'));
    for (const reading of [cpu, memory, io, pids, ...Object.values(pressure)]) {
      expect(reading).toEqual({ unread: { reason: 'gone', errno: 'ENOENT' } });
    }
  });

  it('says unsupported where there is no cgroup at all', () => {
    const sample = sampler().sample(tree([]).container(''));
    for (const reading of [sample.cpu, sample.memory, ...Object.values(sample.ladders)]) {
      expect(reading).toEqual({ unread: { reason: 'unsupported' } });
    }
  });

  it('sees at the next sample what is counted, and what was set after 3 s at the latest', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const made = tree(V2).cgroup('unified/c', { 'pids.current': '2', 'pids.max': '5' });
    const container = made.container('0::/c\n');
    const before = sampler().sample(container);
    made.write('unified/c/pids.current', '3').write('unified/c/pids.max', '4');
    const after = sampler().sample(container);
    vi.advanceTimersByTime(3001);
    const later = sampler().sample(container);
    expect([before.pids, after.pids]).toEqual([{ value: { current: 2 } }, { value: { current: 3 } }]);
    expect(later.ladders.pids).toMatchObject({ value: { levels: [{}, { limit: { value: { amount: 4 } } }] } });
  });
});

describe('OnlineCpus', () => {
  it('counts again after some seconds', () => {
    let list = '0-3\n';
    const cpus = new OnlineCpus(() => list);
    expect(cpus.count(0)).toBe(4);
    list = '0,2\n';
    expect([cpus.count(4999), cpus.count(5000)]).toEqual([4, 2]);
    expect(new OnlineCpus(() => -2).count(0)).toBeGreaterThan(0);
  });
});
