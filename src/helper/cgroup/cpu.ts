import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { CgroupFiles, CgroupFolder, CgroupPlace } from './cgroup-files.ts';
import type { ResourceReader } from './resource.ts';
import { smallestAmount } from './resource.ts';
import { type LevelLimit, NO_FILE } from './smallest.ts';
import { flatKey, numberReading, parseAmount } from './values.ts';

/**
 * The quota as a number of CPUs: `cpu.max` of version 2, `cpu.cfs_quota_us` by `cpu.cfs_period_us` of version 1. The
 * use is a counter, so it is not read here: see `cpuTime`.
 */
export const cpu: ResourceReader = {
  resource: 'cpu',
  controllers: ['cpu'],
  effective(files, target, memo) {
    return smallestAmount('cpu', files, target, memo, ({ hierarchy }) =>
      hierarchy.version === 2
        ? { name: 'cpu.max', level: quotaOfVersion2 }
        : { name: 'cpu.cfs_quota_us', level: quotaOfVersion1 },
    );
  },
};

const quotaOfVersion2: LevelLimit = (folder) => {
  const text = folder.read('cpu.max');
  if (typeof text === 'number') return text === -ENOENT ? NO_FILE : unreadFromErrno(text);
  const [quota = '', period = ''] = text.trim().split(' ');
  return share(quota, period);
};

const quotaOfVersion1: LevelLimit = (folder) => {
  const quota = folder.read('cpu.cfs_quota_us');
  const period = folder.read('cpu.cfs_period_us');
  if (typeof quota === 'number') return quota === -ENOENT ? NO_FILE : unreadFromErrno(quota);
  if (typeof period === 'number') return unreadFromErrno(period);
  return share(quota, period);
};

function share(quotaText: string, periodText: string): Reading<number | 'max'> {
  const quota = parseAmount(quotaText);
  const period = parseAmount(periodText);
  if (quota === 'max') return { value: 'max' };
  if (quota === undefined || typeof period !== 'number' || period === 0) return unread('error', 'EINVAL');
  return { value: quota / period };
}

/** The file that counts CPU time: `cpuacct.usage` where version 1 has that controller, else `cpu.stat`. */
export function cpuTimeFile(place: CgroupPlace): string {
  return place.hierarchy.version === 1 ? 'cpuacct.usage' : 'cpu.stat';
}

/** CPU time used by a cgroup since it was made, in seconds. */
export function cpuTime(files: CgroupFiles, place: CgroupPlace): Reading<number> {
  return files.within(place, (folder) => (place.hierarchy.version === 1 ? nanoseconds(folder) : microseconds(folder)));
}

function nanoseconds(folder: CgroupFolder): Reading<number> {
  const time = numberReading(folder.read('cpuacct.usage'));
  return 'value' in time ? { value: time.value / 1e9 } : time;
}

function microseconds(folder: CgroupFolder): Reading<number> {
  const text = folder.read('cpu.stat');
  if (typeof text === 'number') return text === -ENOENT ? unread('off') : unreadFromErrno(text);
  const time = flatKey(text, 'usage_usec');
  return time === undefined ? unread('error', 'EINVAL') : { value: time / 1e6 };
}
