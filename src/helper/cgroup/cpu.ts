import type { LimitValue } from '../../shared/model/cgroup.ts';
import type { LevelCounts } from '../../shared/model/ladder.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import { cpuTime } from './cpu-time.ts';
import { type LadderSource, type LevelSource, NO_FILE } from './ladder-source.ts';
import type { CgroupFolder } from './open-folder.ts';
import { amountLimit, smallestAmount } from './smallest.ts';
import { flatKey, parseAmount, present } from './values.ts';

const VERSION_1: LevelSource = {
  limitFile: () => 'cpu.cfs_quota_us',
  limit(folder) {
    const quota = folder.read('cpu.cfs_quota_us');
    if (typeof quota === 'number') return quota === -ENOENT ? NO_FILE : unreadFromErrno(quota);
    const period = folder.read('cpu.cfs_period_us');
    return typeof period === 'number' ? unreadFromErrno(period) : share(quota, period);
  },
  counts: (folder) => throttling(folder, 'throttled_time', 1e9),
};

const VERSION_2: LevelSource = {
  limitFile: () => 'cpu.max',
  limit(folder) {
    const text = folder.read('cpu.max');
    if (typeof text === 'number') return text === -ENOENT ? NO_FILE : unreadFromErrno(text);
    const [quota = '', period = ''] = text.trim().split(' ');
    return share(quota, period);
  },
  counts: (folder) => throttling(folder, 'throttled_usec', 1e6),
};

/** The quota as a number of CPUs: `cpu.max` of version 2, `cpu.cfs_quota_us` by `cpu.cfs_period_us` of version 1. */
export const cpu: LadderSource = {
  kind: 'cpu',
  controllers: ['cpu'],
  versions: { 1: VERSION_1, 2: VERSION_2 },
  bind: smallestAmount,
  counter: cpuTime,
};

function share(quotaText: string, periodText: string): Reading<LimitValue> {
  const quota = parseAmount(quotaText);
  const period = parseAmount(periodText);
  if (quota === 'max') return amountLimit(quota);
  if (quota === undefined || typeof period !== 'number' || period === 0) return unread('error', 'EINVAL');
  return amountLimit(quota / period);
}

/** Of this very level: each has its own bandwidth pool; "Statistics" of sched-bwc.rst. */
function throttling(folder: CgroupFolder, timeKey: string, perSecond: number): LevelCounts {
  const text = folder.read('cpu.stat');
  if (typeof text === 'number') return {};
  const time = flatKey(text, timeKey);
  return present({
    periods: flatKey(text, 'nr_periods'),
    throttled: flatKey(text, 'nr_throttled'),
    throttledSeconds: time === undefined ? undefined : time / perSecond,
  });
}
