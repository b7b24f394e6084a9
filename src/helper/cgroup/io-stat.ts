import { type DeviceFigures, type IoFigures, SAMPLE_DEVICES } from '../../shared/model/sample.ts';
import { mapReading, type Reading } from '../../shared/model/reading.ts';
import type { ByteString, DisplayText } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import type { Content } from './control-file.ts';
import type { LadderCounter, LevelFigure } from './ladder-source.ts';
import type { CgroupFolder } from './open-folder.ts';
import { fileUnread, parseCount } from './values.ts';

type Counts = { -readonly [F in Exclude<keyof DeviceFigures, 'device' | 'name'>]: number };
type Devices = Map<string, Counts>;

const VERSION_2_KEYS: ReadonlyMap<string, keyof Counts> = new Map([
  ['rbytes', 'readBytes'],
  ['wbytes', 'writeBytes'],
  ['rios', 'readOperations'],
  ['wios', 'writeOperations'],
]);

const VERSION_1_BYTES = 'blkio.throttle.io_service_bytes';
const VERSION_1_OPERATIONS = 'blkio.throttle.io_serviced';

/** Bytes read and written together, on all devices, since the cgroup was made. */
export const ioBytes: LadderCounter = {
  target: (cgroups) => cgroups.target(['io', 'blkio']),
  versions: { 1: bytesOf(1, `${VERSION_1_BYTES}_recursive`), 2: bytesOf(2, 'io.stat') },
};

function bytesOf(version: 1 | 2, file: string): LevelFigure {
  return {
    file,
    read: (folder) =>
      version === 2
        ? folder.made('io.stat', bytesOfVersion2)
        : folder.made(summed(folder, VERSION_1_BYTES), bytesOfVersion1),
  };
}

/** Of more than `SAMPLE_DEVICES` those that moved most bytes; always in the kernel's order. */
export function ioFigures(
  folder: CgroupFolder,
  version: 1 | 2,
  nameOf: (device: string) => DisplayText | undefined,
): Reading<IoFigures> {
  return mapReading(devicesIn(folder, version), (devices) => {
    const all = [...devices];
    const omitted = all.length - SAMPLE_DEVICES;
    const told = omitted > 0 ? busiest(all) : all;
    return {
      devices: told.map(([device, counts]) => {
        const name = nameOf(device);
        return { device, ...(name === undefined ? {} : { name }), ...counts };
      }),
      ...(omitted > 0 ? { omitted } : {}),
    };
  });
}

function busiest(all: readonly (readonly [string, Counts])[]): readonly (readonly [string, Counts])[] {
  const sorted = [...all].sort(([, a], [, b]) => bytes(b) - bytes(a));
  const chosen = new Set(sorted.slice(0, SAMPLE_DEVICES));
  return all.filter((device) => chosen.has(device));
}

function bytes({ readBytes, writeBytes }: Counts): number {
  return readBytes + writeBytes;
}

function devicesIn(folder: CgroupFolder, version: 1 | 2): Reading<Devices> {
  if (version === 2) return folder.made('io.stat', devicesOfVersion2);
  const devices: Devices = new Map();
  const moved = folder.read(summed(folder, VERSION_1_BYTES));
  if (typeof moved === 'number') return fileUnread(moved);
  addVersion1(devices, moved, 'readBytes', 'writeBytes');
  const operations = folder.read(summed(folder, VERSION_1_OPERATIONS));
  if (typeof operations === 'string') addVersion1(devices, operations, 'readOperations', 'writeOperations');
  return { value: devices };
}

/** The file with what is below, which Linux before 4.2 does not add up. */
function summed(folder: CgroupFolder, name: string): string {
  const recursive = `${name}_recursive`;
  return folder.read(recursive) === -ENOENT ? name : recursive;
}

function devicesOfVersion2(text: Content): Reading<Devices> {
  if (typeof text === 'number') return fileUnread(text);
  const devices: Devices = new Map();
  addVersion2(devices, text);
  return { value: devices };
}

function bytesOfVersion2(text: Content): Reading<number> {
  return mapReading(devicesOfVersion2(text), sumOf);
}

function bytesOfVersion1(text: Content): Reading<number> {
  if (typeof text === 'number') return fileUnread(text);
  const devices: Devices = new Map();
  addVersion1(devices, text, 'readBytes', 'writeBytes');
  return { value: sumOf(devices) };
}

function sumOf(devices: Devices): number {
  let sum = 0;
  for (const counts of devices.values()) sum += bytes(counts);
  return sum;
}

/**
 * Lines such as `8:0 rbytes=90430464 wbytes=299008 rios=8950 …`. Some kernels leave out the newline after a device
 * that has no numbers: the figures belong to the device that was named last.
 */
function addVersion2(devices: Devices, text: ByteString): void {
  for (const line of text === '' ? [] : text.split('\n')) {
    let device = '';
    for (const word of line.split(' ')) {
      if (isDevice(word)) device = word;
      const equals = word.indexOf('=');
      if (equals > 0) add(devices, device, VERSION_2_KEYS.get(word.slice(0, equals)), word.slice(equals + 1));
    }
  }
}

/** Lines such as `8:0 Read 90430464`; the last line is a total over all devices. */
function addVersion1(devices: Devices, text: ByteString, read: keyof Counts, write: keyof Counts): void {
  for (const line of text.split('\n')) {
    const [device = '', kind, value = ''] = line.split(' ');
    add(devices, device, kind === 'Read' ? read : kind === 'Write' ? write : undefined, value);
  }
}

function add(devices: Devices, device: string, field: keyof Counts | undefined, value: string): void {
  const count = parseCount(value);
  if (field === undefined || count === undefined || !isDevice(device)) return;
  let counts = devices.get(device);
  if (counts === undefined) {
    devices.set(device, (counts = { readBytes: 0, writeBytes: 0, readOperations: 0, writeOperations: 0 }));
  }
  counts[field] = count;
}

function isDevice(word: string): boolean {
  return /^\d{1,10}:\d{1,10}$/.test(word);
}
