import { describe, expect, it } from 'vitest';
import { memoryOfVersion1, memoryOfVersion2 } from '../../../../src/helper/actions/limit-amounts.ts';
import { quotaOfVersion1, quotaOfVersion2 } from '../../../../src/helper/actions/limit-cpu.ts';
import { cpusFile, formatCpus, parseCpus } from '../../../../src/helper/actions/limit-cpuset.ts';
import type { EditSources, LimitEdit } from '../../../../src/helper/actions/limit-edit.ts';
import { ioOfVersion1, ioOfVersion2 } from '../../../../src/helper/actions/limit-io.ts';

const ENOENT = -2;
const NO_LIMIT = '9223372036854771712';

/** Control files of one cgroup, of the one above it, and of the machine. */
function sources(
  own: Readonly<Record<string, string>>,
  above: Readonly<Record<string, string>> = {},
  system: Readonly<Record<string, string>> = {},
): EditSources {
  return {
    read: (file) => own[file] ?? ENOENT,
    readAbove: (file) => above[file] ?? ENOENT,
    readSystem: (path) => system[path] ?? ENOENT,
    pageSize: 4096,
  };
}

function edited(edit: LimitEdit | number): LimitEdit {
  if (typeof edit === 'number') throw new Error(`errno ${edit}`);
  return edit;
}

const writesOf = ({ writes }: LimitEdit) => writes.map(({ file, text }) => `${text} > ${file}`);

describe('memory of version 1', () => {
  const files = (memory: string, together: string) =>
    sources({ 'memory.limit_in_bytes': memory, 'memory.memsw.limit_in_bytes': together });
  const change = (value: number | 'max') => ({ limit: 'memory', value }) as const;

  it('raises the limit of memory and swap first, and lowers it last', () => {
    const raised = edited(memoryOfVersion1.edit(change(65_536), files('8192', '12288')));
    expect(writesOf(raised)).toEqual(['69632 > memory.memsw.limit_in_bytes', '65536 > memory.limit_in_bytes']);
    const lowered = edited(memoryOfVersion1.edit(change(4096), files('8192', '12288')));
    expect(writesOf(lowered)).toEqual(['4096 > memory.limit_in_bytes', '8192 > memory.memsw.limit_in_bytes']);
  });

  it('leaves swap alone where it has no limit, or is not counted', () => {
    const free = edited(memoryOfVersion1.edit(change(4096), files('8192', NO_LIMIT)));
    expect(writesOf(free)).toEqual(['4096 > memory.limit_in_bytes']);
    const uncounted = edited(memoryOfVersion1.edit(change(4096), sources({ 'memory.limit_in_bytes': '8192' })));
    expect(writesOf(uncounted)).toEqual(['4096 > memory.limit_in_bytes']);
  });

  it('has no undo that would leave more swap than before', () => {
    const freed = edited(memoryOfVersion1.edit(change('max'), files('8192', '12288')));
    expect(writesOf(freed)).toEqual(['-1 > memory.memsw.limit_in_bytes', '-1 > memory.limit_in_bytes']);
    expect(freed.after).toBe(NO_LIMIT);
    expect(freed).not.toHaveProperty('undo');
    const without = edited(memoryOfVersion1.edit(change('max'), files('8192', NO_LIMIT)));
    expect(without.undo).toEqual(change(8192));
  });

  it('takes a whole number of pages for what was to be set, and no other number', () => {
    const edit = edited(memoryOfVersion1.edit(change(10_000), files('4096', NO_LIMIT)));
    expect([edit.after, edit.isTaken('8192'), edit.isTaken('12288'), edit.isTaken('4096')]).toEqual([
      '8192',
      true,
      false,
      false,
    ]);
  });
});

it('tells a runtime of memory and swap together, which version 2 keeps apart', () => {
  const read = sources({ 'memory.max': '8192', 'memory.swap.max': '4096' });
  const edit = edited(memoryOfVersion2('memory.max').edit({ limit: 'memory', value: 65_536 }, read));
  expect(writesOf(edit)).toEqual(['65536 > memory.max']);
  expect(edit.swap).toEqual({ before: 12_288, after: 69_632 });
});

describe('CPU time', () => {
  it('keeps the period', () => {
    const two = edited(quotaOfVersion2.edit({ limit: 'cpu', value: 1.5 }, sources({ 'cpu.max': 'max 20000' })));
    expect([writesOf(two), two.undo]).toEqual([['30000 20000 > cpu.max'], { limit: 'cpu', value: 'max' }]);
    const one = edited(
      quotaOfVersion1.edit(
        { limit: 'cpu', value: 'max' },
        sources({ 'cpu.cfs_quota_us': '25000', 'cpu.cfs_period_us': '50000' }),
      ),
    );
    expect([one.after, one.undo]).toEqual(['-1', { limit: 'cpu', value: 0.5 }]);
  });

  it('refuses less than a millisecond in a period', () => {
    const read = sources({ 'cpu.max': 'max 50000' });
    expect(() => quotaOfVersion2.edit({ limit: 'cpu', value: 0.01 }, read)).toThrow('less than 1000');
  });

  it('has no undo where the old quota does not come out of a number of CPUs', () => {
    const read = sources({ 'cpu.max': '1000 1000000' });
    expect(edited(quotaOfVersion2.edit({ limit: 'cpu', value: 1 }, read))).not.toHaveProperty('undo');
  });
});

describe('CPUs', () => {
  const files = cpusFile('cpuset.cpus.effective');
  const machine = { '/sys/devices/system/cpu/online': '0-3\n' };

  it('reads and writes lists as the kernel does', () => {
    const list = (text: string) => {
      const cpus = parseCpus(text);
      return cpus === undefined ? undefined : formatCpus(cpus);
    };
    expect(['3,1,0,2', '0,2-3,7', '5-5', '2-1', '0-', '', '99999'].map(list)).toEqual([
      ...['0-3', '0,2-3,7', '5'],
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  it('refuses those that are not online, and those that the cgroup above does not have', () => {
    const read = sources({ 'cpuset.cpus': '' }, { 'cpuset.cpus.effective': '0-1' }, machine);
    expect(() => files.edit({ limit: 'cpuset', value: '0-4' }, read)).toThrow('online: 0-3, and not 4');
    expect(() => files.edit({ limit: 'cpuset', value: '1-2' }, read)).toThrow('above: 0-1, and not 2');
    const edit = edited(files.edit({ limit: 'cpuset', value: '1,0' }, read));
    expect([edit.after, edit.undo]).toEqual(['0-1', undefined]);
  });
});

describe('bandwidth of devices', () => {
  const disk = { '/sys/dev/block/8:16/dev': '8:16\n' };
  const change = (value: object) => ({ limit: 'io', device: '8:16', value }) as const;
  const old = '8:0 rbps=1 wbps=max riops=max wiops=max\n8:16 rbps=2097152 wbps=max riops=max wiops=120';

  it('changes one key of one line of version 2 and keeps the others', () => {
    const edit = edited(ioOfVersion2.edit(change({ readBytes: 'max' }), sources({ 'io.max': old }, {}, disk)));
    expect(writesOf(edit)).toEqual(['8:16 rbps=max > io.max']);
    expect(edit.after).toBe(old.replace('2097152', 'max'));
    expect(edit.undo).toEqual(change({ readBytes: 2_097_152 }));
    expect([edit.isTaken(edit.after), edit.isTaken(old)]).toEqual([true, false]);
  });

  it('has no line of version 2 left for a device without limits', () => {
    const read = sources({ 'io.max': old }, {}, disk);
    const edit = edited(ioOfVersion2.edit(change({ readBytes: 'max', writeOperations: 'max' }), read));
    expect([edit.after, edit.isTaken(edit.after)]).toEqual(['8:0 rbps=1 wbps=max riops=max wiops=max', true]);
  });

  it('tells of several files of version 1 with their names', () => {
    const read = sources(
      { 'blkio.throttle.read_bps_device': '8:0 5\n8:16 7', 'blkio.throttle.write_iops_device': '' },
      {},
      disk,
    );
    const edit = edited(ioOfVersion1.edit(change({ readBytes: 'max', writeOperations: 9 }), read));
    expect(edit.after.split('\n')).toEqual([
      'blkio.throttle.read_bps_device: 8:0 5',
      'blkio.throttle.write_iops_device: 8:16 9',
    ]);
    expect(writesOf(edit)).toEqual([
      '8:16 0 > blkio.throttle.read_bps_device',
      '8:16 9 > blkio.throttle.write_iops_device',
    ]);
    expect(edit.undo).toEqual(change({ readBytes: 7, writeOperations: 'max' }));
  });

  it('refuses a partition', () => {
    const partition = { ...disk, '/sys/dev/block/8:16/partition': '1\n' };
    const read = sources({ 'io.max': '' }, {}, partition);
    expect(() => ioOfVersion2.edit(change({ readBytes: 1 }), read)).toThrow('partition');
  });
});
