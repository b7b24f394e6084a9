import { afterEach, describe, expect, it } from 'vitest';
import type { ContainerCgroups } from '../../../../src/helper/cgroup/container-cgroups.ts';
import { io } from '../../../../src/helper/cgroup/io.ts';
import { ioBytes } from '../../../../src/helper/cgroup/io-stat.ts';
import type { DeviceLimit } from '../../../../src/shared/model/cgroup.ts';
import { effective, folderAt, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(mounts: typeof V1): Tree {
  const made = new Tree(mounts);
  trees.push(made);
  return made;
}

function limitOf(made: Tree, path: string, version: 1 | 2 = 2) {
  const container = version === 2 ? made.container(`0::${path}\n`) : made.container(version1File(path));
  return effective(io, container.target(io.controllers), new Map());
}

function devicesOf(made: Tree, path: string, version: 1 | 2 = 2): readonly DeviceLimit[] | string {
  const { limit } = limitOf(made, path, version);
  if ('unread' in limit) return limit.unread.reason;
  return limit.value.kind === 'devices' ? limit.value.devices : limit.value.kind;
}

describe('io.max', () => {
  it('is read for each device and kind', () => {
    const made = tree(V2).write(
      'unified/a/io.max',
      '8:16 rbps=2097152 wbps=max riops=max wiops=120\n8:0 rbps=max wbps=max riops=max wiops=max\n',
    );
    expect(devicesOf(made, '/a')).toEqual([{ device: '8:16', readBytes: 2097152, writeOperations: 120 }]);
    expect(limitOf(made, '/a')).toMatchObject({ own: true, setBy: { text: '/a' } });
  });

  it('the smallest on the way counts, for each device and kind', () => {
    const made = tree(V2)
      .write('unified/a/io.max', '8:0 rbps=50 wbps=100 riops=max wiops=max\n8:1 rbps=7 wbps=max riops=max wiops=max\n')
      .write('unified/a/b/io.max', '8:0 rbps=100 wbps=50 riops=max wiops=max\n');
    expect(devicesOf(made, '/a/b')).toEqual([
      { device: '8:0', readBytes: 50, writeBytes: 50 },
      { device: '8:1', readBytes: 7 },
    ]);
    expect(limitOf(made, '/a/b')).toMatchObject({ own: true, setBy: { text: '/a/b' } });
  });

  it('is set by the level whose numbers count', () => {
    const made = tree(V2)
      .write('unified/a/io.max', '8:0 rbps=50 wbps=max riops=max wiops=max\n')
      .write('unified/a/b/io.max', '8:0 rbps=100 wbps=max riops=max wiops=max\n');
    const limit = limitOf(made, '/a/b');
    expect(limit).toMatchObject({ own: false, setBy: { text: '/a' } });
    expect(limit.limitFile?.text).toBe(`${made.folder}/unified/a/io.max`);
  });

  it.each([
    [undefined, 'max'],
    ['', 'max'],
    ['rubbish\n8:0\n8 rbps=1\n8:0 rbps\n8:0 rbps=x\n8:0 other=7\n8:0 __proto__=7\n', 'max'],
  ])('%j limits nothing', (text, expected) => {
    const made = tree(V2).write('unified/a/cgroup.procs', '');
    if (text !== undefined) made.write('unified/a/io.max', text);
    expect(devicesOf(made, '/a')).toBe(expected);
  });

  it('takes 200 devices, and no more than 256', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => `8:${index} rbps=${index + 1} wbps=max riops=max wiops=max\n`).join(
        '',
      );
    const made = tree(V2).write('unified/a/io.max', lines(200)).write('unified/b/io.max', lines(300));
    expect(devicesOf(made, '/a')).toHaveLength(200);
    expect(devicesOf(made, '/a')[199]).toEqual({ device: '8:199', readBytes: 200 });
    expect(devicesOf(made, '/b')).toHaveLength(256);
  });
});

describe('blkio.throttle', () => {
  it('is read from a file for each kind, and tells which', () => {
    const made = tree(V1).cgroup('blkio/x', {
      'blkio.throttle.read_bps_device': '8:0 100\n8:16 200\n',
      'blkio.throttle.write_iops_device': '8:0 7\n',
      'blkio.throttle.write_bps_device': '',
    });
    expect(devicesOf(made, '/x', 1)).toEqual([
      { device: '8:0', readBytes: 100, writeOperations: 7 },
      { device: '8:16', readBytes: 200 },
    ]);
    expect(limitOf(made, '/x', 1).limitFile?.text).toBe(`${made.folder}/blkio/x/blkio.throttle.read_bps_device`);
  });

  it('is not there where the kernel was built without it', () => {
    expect(devicesOf(tree(V1).write('blkio/x/tasks', ''), '/x', 1)).toBe('max');
  });
});

describe('ioBytes', () => {
  const bytesAt = (place: ReturnType<ContainerCgroups['target']>['place']) =>
    'value' in place ? ioBytes.versions[place.value.hierarchy.version].read(folderAt(place.value)) : place;

  it('adds what was read and written on all devices of version 2', () => {
    const made = tree(V2).write(
      'unified/a/io.stat',
      '8:16 rbytes=1000 wbytes=20 rios=9 wios=9 dbytes=500 dios=9\n8:0 rbytes=3 wbytes=4 rios=1 wios=1\n8:1 \n',
    );
    const { place } = made.container('0::/a\n').target(['io']);
    expect(bytesAt(place)).toEqual({ value: 1027 });
  });

  it('adds them of version 1, without the total', () => {
    const made = tree(V1).write(
      'blkio/x/blkio.throttle.io_service_bytes_recursive',
      '8:0 Read 10\n8:0 Write 5\n8:0 Sync 15\n8:0 Total 15\n8:16 Read 1\nTotal 16\n',
    );
    const { place } = made.container(version1File('/x')).target(['blkio']);
    expect(bytesAt(place)).toEqual({ value: 16 });
  });

  it('is off where the controller is, and 0 where nothing was read yet', () => {
    const made = tree(V2).write('unified/a/io.stat', '').write('unified/b/x', '');
    const of = (path: string) => {
      const { place } = made.container(`0::${path}\n`).target(['io']);
      return bytesAt(place);
    };
    expect(of('/a')).toEqual({ value: 0 });
    expect(of('/b')).toEqual({ unread: { reason: 'off' } });
  });
});
