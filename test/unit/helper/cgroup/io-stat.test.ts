import { describe, expect, it } from 'vitest';
import { BlockDevices } from '../../../../src/helper/cgroup/block-devices.ts';
import { ioBytes, ioFigures } from '../../../../src/helper/cgroup/io-stat.ts';
import { SAMPLE_DEVICES } from '../../../../src/shared/model/sample.ts';
import { EACCES, folderOf } from './folders.ts';

const figures = (files: Parameters<typeof folderOf>[0], version: 1 | 2) => {
  const reading = ioFigures(folderOf(files), version, () => undefined);
  return 'value' in reading ? reading.value : reading.unread.reason;
};

describe('io.stat', () => {
  it('is told for each device; one without numbers is left out', () => {
    const text = '8:16 rbytes=1000 wbytes=20 rios=9 wios=8 dbytes=500 dios=9\n7:0 \n7:1\n';
    expect(figures({ 'io.stat': text }, 2)).toEqual({
      devices: [{ device: '8:16', readBytes: 1000, writeBytes: 20, readOperations: 9, writeOperations: 8 }],
    });
  });

  it('belongs to the device that was named last, where a newline is missing', () => {
    expect(figures({ 'io.stat': '7:7 7:6 8:0 rbytes=1 wbytes=2 rios=3 wios=4\n' }, 2)).toEqual({
      devices: [{ device: '8:0', readBytes: 1, writeBytes: 2, readOperations: 3, writeOperations: 4 }],
    });
  });

  it('of 200 devices tells those that moved most, in their order', () => {
    const lines = Array.from({ length: 200 }, (_, minor) => `8:${minor} rbytes=${minor} wbytes=0 rios=0 wios=0\n`);
    const told = figures({ 'io.stat': lines.join('') }, 2);
    if (typeof told === 'string') throw new Error(told);
    expect(told.omitted).toBe(200 - SAMPLE_DEVICES);
    expect(told.devices.map(({ device }) => device)).toEqual(
      Array.from({ length: SAMPLE_DEVICES }, (_, index) => `8:${200 - SAMPLE_DEVICES + index}`),
    );
  });

  it.each([
    [{}, 'off'],
    [{ 'io.stat': EACCES }, 'permission'],
    [{ 'io.stat': '' }, { devices: [] }],
    [{ 'io.stat': 'x rbytes=1\n8:0 rbytes=x wbytes= =7 __proto__=1\n' }, { devices: [] }],
  ])('of %j gives %j', (files, expected) => {
    expect(figures(files, 2)).toEqual(expected);
  });

  it('adds up counters near 2^63', () => {
    const folder = folderOf({ 'io.stat': '8:0 rbytes=9223372036854775807 wbytes=9223372036854775807\n' });
    expect(ioBytes.versions[2].read(folder)).toEqual({ value: 2 ** 64 });
  });
});

describe('blkio.throttle', () => {
  const bytes = '8:0 Read 10\n8:0 Write 5\n8:0 Sync 15\n8:0 Total 15\nTotal 15\n';
  const operations = '8:0 Read 2\n8:0 Write 1\nTotal 3\n';
  const expected = {
    devices: [{ device: '8:0', readBytes: 10, writeBytes: 5, readOperations: 2, writeOperations: 1 }],
  };

  it('is told with what is below, and of older kernels without', () => {
    const name = 'blkio.throttle.io_service';
    const recursive = { [`${name}_bytes_recursive`]: bytes, [`${name}d_recursive`]: operations };
    expect(figures({ ...recursive, [`${name}_bytes`]: '8:0 Read 1\n' }, 1)).toEqual(expected);
    expect(figures({ [`${name}_bytes`]: bytes, [`${name}d`]: operations }, 1)).toEqual(expected);
  });
});

describe('BlockDevices', () => {
  it('takes the name from the link, shown without harm, and asks once a minute', () => {
    let asked = 0;
    const devices = new BlockDevices((path) => {
      asked += 1;
      return path.endsWith('/8:0') ? '../../devices/virtual/block/sd\x1b[2J' : -2;
    });
    expect([devices.name('8:0', 0), devices.name('8:0', 59_000)]).toEqual(['sd\\x1b[2J', 'sd\\x1b[2J']);
    expect([devices.name('9:9', 0), devices.name('9:9', 1)]).toEqual([undefined, undefined]);
    expect(asked).toBe(2);
    devices.name('8:0', 60_000);
    expect(asked).toBe(3);
  });

  it('gives none where the link may be cut', () => {
    expect(new BlockDevices(() => `${'x'.repeat(255)}/`).name('8:0', 0)).toBeUndefined();
  });
});
