import type { DeviceLimit, LimitValue } from '../../shared/model/cgroup.ts';
import type { Reading } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Content } from './control-file.ts';
import { ioBytes } from './io-stat.ts';
import { type Bind, type LadderSource, type LevelSource, NO_FILE, NO_LIMIT } from './ladder-source.ts';
import { asIs, parseAmount } from './values.ts';

type Field = Exclude<keyof DeviceLimit, 'device'>;
type Devices = Map<string, { -readonly [F in Field]?: number }>;

/** Devices that one cgroup may have limits for; more are not shown. */
const DEVICE_LIMIT = 256;

const VERSION_2_KEYS: ReadonlyMap<string, Field> = new Map([
  ['rbps', 'readBytes'],
  ['wbps', 'writeBytes'],
  ['riops', 'readOperations'],
  ['wiops', 'writeOperations'],
]);

const VERSION_1_FILES: readonly [readonly [Field, string], ...(readonly [Field, string])[]] = [
  ['readBytes', 'blkio.throttle.read_bps_device'],
  ['writeBytes', 'blkio.throttle.write_bps_device'],
  ['readOperations', 'blkio.throttle.read_iops_device'],
  ['writeOperations', 'blkio.throttle.write_iops_device'],
];

/** Lines such as `8:16 2097152`, a file for each kind of limit. */
const VERSION_1: LevelSource = {
  limitFile: (part) => (VERSION_1_FILES.find(([field]) => field === part) ?? VERSION_1_FILES[0])[1],
  limit(folder) {
    const devices: Devices = new Map();
    let found = false;
    for (const [field, name] of VERSION_1_FILES) {
      const text = folder.setting(name, asIs);
      if (text === -ENOENT) continue;
      if (typeof text === 'number') return unreadFromErrno(text);
      found = true;
      for (const line of text === '' ? [] : text.split('\n')) {
        const [device = '', value = ''] = line.split(' ');
        addLimit(devices, device, field, value);
      }
    }
    return found ? limitOf(devices) : NO_FILE;
  },
};

/** Lines such as `8:16 rbps=2097152 wbps=max riops=max wiops=120`. */
const VERSION_2: LevelSource = {
  limitFile: () => 'io.max',
  limit: (folder) => folder.setting('io.max', limitsIn),
};

function limitsIn(text: Content): Reading<LimitValue> {
  if (typeof text === 'number') return text === -ENOENT ? NO_FILE : unreadFromErrno(text);
  const devices: Devices = new Map();
  for (const line of text === '' ? [] : text.split('\n')) {
    const [device = '', ...pairs] = line.split(' ');
    for (const pair of pairs) {
      const [key = '', value = ''] = pair.split('=');
      addLimit(devices, device, VERSION_2_KEYS.get(key), value);
    }
  }
  return limitOf(devices);
}

/**
 * For each device and kind the tightest number of all levels counts. Several levels may each set some of them: the
 * innermost of these is named.
 */
const bindDevices: Bind = (limits) => {
  const tightest: Devices = new Map();
  const setters = new Map<string, { readonly field: Field; readonly level: number }>();
  let nearest: number | undefined;
  for (let level = limits.length - 1; level >= 0; level--) {
    const limit = limits[level] ?? NO_FILE;
    if ('unread' in limit) return { limit, told: level };
    if (limit !== NO_FILE) nearest ??= level;
    if (limit.value.kind !== 'devices') continue;
    for (const [device, field] of tighten(tightest, limit.value.devices)) {
      setters.set(`${device} ${field}`, { field, level });
    }
  }
  const level = Math.max(...[...setters.values()].map((setter) => setter.level));
  const first = [...setters.values()].find((setter) => setter.level === level);
  const limit = limitOf(tightest);
  if (first === undefined) return { limit, ...(nearest === undefined ? {} : { told: nearest }) };
  return { limit, level, told: level, part: first.field };
};

/** Bandwidth per device: `io.max` of version 2, `blkio.throttle.*` of version 1. */
export const io: LadderSource = {
  kind: 'io',
  controllers: ['io', 'blkio'],
  versions: { 1: VERSION_1, 2: VERSION_2 },
  bind: bindDevices,
  counter: ioBytes,
};

/** Lowers the limits by those of one level, and tells which. */
function tighten(tightest: Devices, level: readonly DeviceLimit[]): readonly (readonly [string, Field])[] {
  const tightened: [string, Field][] = [];
  for (const { device, ...limits } of level) {
    if (!tightest.has(device) && tightest.size >= DEVICE_LIMIT) continue;
    const known = tightest.get(device) ?? {};
    for (const [field, limit] of Object.entries(limits) as [Field, number][]) {
      if (limit >= (known[field] ?? Infinity)) continue;
      known[field] = limit;
      tightened.push([device, field]);
    }
    if (Object.keys(known).length > 0) tightest.set(device, known);
  }
  return tightened;
}

function addLimit(devices: Devices, device: string, field: Field | undefined, value: string): void {
  const limit = parseAmount(value);
  if (field === undefined || typeof limit !== 'number' || !/^\d+:\d+$/.test(device)) return;
  const known = devices.get(device);
  if (known !== undefined) known[field] = limit;
  else if (devices.size < DEVICE_LIMIT) devices.set(device, { [field]: limit });
}

function limitOf(devices: Devices): Reading<LimitValue> {
  if (devices.size === 0) return { value: NO_LIMIT };
  return { value: { kind: 'devices', devices: [...devices].map(([device, limits]) => ({ device, ...limits })) } };
}
