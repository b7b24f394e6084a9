import { join } from 'node:path/posix';
import type { DeviceLimit, EffectiveLimit } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import { type CgroupFiles, type CgroupFolder, type CgroupPlace, folderOf, waysUp } from './cgroup-files.ts';
import { hostilePath } from './hostile-path.ts';
import type { ResourceReader } from './resource.ts';
import { parseAmount } from './values.ts';

type Field = Exclude<keyof DeviceLimit, 'device'>;
type Devices = Map<string, Partial<Record<Field, number>>>;

/** Devices that one cgroup may have limits for; more are not shown. */
const DEVICE_LIMIT = 256;

const VERSION_2_KEYS: ReadonlyMap<string, Field> = new Map([
  ['rbps', 'readBytes'],
  ['wbps', 'writeBytes'],
  ['riops', 'readOperations'],
  ['wiops', 'writeOperations'],
]);

const VERSION_1_FILES: readonly [readonly [string, Field], ...(readonly [string, Field])[]] = [
  ['blkio.throttle.read_bps_device', 'readBytes'],
  ['blkio.throttle.write_bps_device', 'writeBytes'],
  ['blkio.throttle.read_iops_device', 'readOperations'],
  ['blkio.throttle.write_iops_device', 'writeOperations'],
];

/** Bandwidth per device: `io.max` of version 2, `blkio.throttle.*` of version 1. The use is a counter: see `ioBytes`. */
export const io: ResourceReader = {
  resource: 'io',
  controllers: ['io', 'blkio'],
  effective(files, target): EffectiveLimit {
    const { place } = target;
    if ('unread' in place) return { resource: 'io', limit: place, own: false };
    const { version } = place.value.hierarchy;
    const smallest: Devices = new Map();
    const setters = new Map<string, CgroupPlace>();
    const levels = waysUp(place.value);
    for (const level of levels) {
      const devices = files.within(level, version === 2 ? devicesOfVersion2 : devicesOfVersion1);
      if ('unread' in devices) return { resource: 'io', limit: devices, own: false };
      for (const number of tighten(smallest, devices.value)) setters.set(number, level);
    }
    // Several levels may each set some of the numbers: the innermost of them is named.
    const remaining = new Set(setters.values());
    const setBy = levels.find((level) => remaining.has(level));
    const field = [...setters].find(([, level]) => level === setBy)?.[0].split(' ')[1];
    const limitFile =
      version === 2 ? 'io.max' : (VERSION_1_FILES.find(([, kind]) => kind === field) ?? VERSION_1_FILES[0])[0];
    return {
      resource: 'io',
      limit: {
        value:
          smallest.size === 0
            ? { kind: 'max' }
            : { kind: 'devices', devices: [...smallest].map(([device, limits]) => ({ device, ...limits })) },
      },
      ...(setBy === undefined ? {} : { setBy: hostilePath(`/${setBy.below}`) }),
      own: target.isOwn(setBy),
      limitFile: hostilePath(join(folderOf(setBy ?? place.value), limitFile)),
    };
  },
};

/** Lowers the limits by those of one level, and tells which: `<device> <field>`. */
function tighten(smallest: Devices, level: Devices): readonly string[] {
  const tightened: string[] = [];
  for (const [device, limits] of level) {
    if (!smallest.has(device) && smallest.size >= DEVICE_LIMIT) continue;
    const known = smallest.get(device) ?? {};
    for (const [field, limit] of Object.entries(limits) as [Field, number][]) {
      if (limit >= (known[field] ?? Infinity)) continue;
      known[field] = limit;
      tightened.push(`${device} ${field}`);
    }
    if (Object.keys(known).length > 0) smallest.set(device, known);
  }
  return tightened;
}

/** Lines such as `8:16 rbps=2097152 wbps=max riops=max wiops=120`. */
function devicesOfVersion2(folder: CgroupFolder): Reading<Devices> {
  const text = folder.read('io.max');
  if (typeof text === 'number') return text === -ENOENT ? { value: new Map() } : unreadFromErrno(text);
  const devices: Devices = new Map();
  for (const line of text.split('\n')) {
    const [device = '', ...pairs] = line.split(' ');
    if (!/^\d+:\d+$/.test(device)) continue;
    for (const pair of pairs) {
      const [key = '', value = ''] = pair.split('=');
      addLimit(devices, device, VERSION_2_KEYS.get(key), parseAmount(value));
    }
  }
  return { value: devices };
}

/** Lines such as `8:16 2097152`, a file for each kind of limit. */
function devicesOfVersion1(folder: CgroupFolder): Reading<Devices> {
  const devices: Devices = new Map();
  for (const [name, field] of VERSION_1_FILES) {
    const text = folder.read(name);
    if (typeof text === 'number') {
      if (text === -ENOENT) continue;
      return unreadFromErrno(text);
    }
    for (const line of text.split('\n')) {
      const [device = '', value = ''] = line.split(' ');
      if (/^\d+:\d+$/.test(device)) addLimit(devices, device, field, parseAmount(value));
    }
  }
  return { value: devices };
}

function addLimit(devices: Devices, device: string, field: Field | undefined, limit: number | 'max' | undefined): void {
  if (field === undefined || typeof limit !== 'number') return;
  devices.set(device, { ...devices.get(device), [field]: limit });
}

const VERSION_1_BYTES = 'blkio.throttle.io_service_bytes_recursive';

/** The file that counts bytes. */
export function ioBytesFile(place: CgroupPlace): string {
  return place.hierarchy.version === 2 ? 'io.stat' : VERSION_1_BYTES;
}

/** Bytes read and written together, on all devices, since the cgroup was made. */
export function ioBytes(files: CgroupFiles, place: CgroupPlace): Reading<number> {
  return files.within(place, (folder) => {
    const text = folder.read(ioBytesFile(place));
    if (typeof text === 'number') return text === -ENOENT ? unread('off') : unreadFromErrno(text);
    return { value: place.hierarchy.version === 2 ? bytesOfVersion2(text) : bytesOfVersion1(text) };
  });
}

/** Lines such as `8:0 rbytes=90430464 wbytes=299008 rios=8950 …`. */
function bytesOfVersion2(text: ByteString): number {
  let bytes = 0;
  for (const [, count = ''] of text.matchAll(/ [rw]bytes=(\d+)/g)) bytes += Number(count);
  return bytes;
}

/** Lines such as `8:0 Read 90430464`; the last line is a total over all devices. */
function bytesOfVersion1(text: ByteString): number {
  let bytes = 0;
  for (const [, count = ''] of text.matchAll(/^\d+:\d+ (?:Read|Write) (\d+)$/gm)) bytes += Number(count);
  return bytes;
}
