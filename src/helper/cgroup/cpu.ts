import type { LimitValue } from '../../shared/model/cgroup.ts';
import type { LevelCounts } from '../../shared/model/ladder.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Content } from './control-file.ts';
import { cpuTime } from './cpu-time.ts';
import { type LadderSource, type LevelSource, NO_FILE } from './ladder-source.ts';
import { amountLimit, smallestAmount } from './smallest.ts';
import { asIs, flatKey, parseAmount, present } from './values.ts';

const VERSION_1: LevelSource = {
  limitFile: () => 'cpu.cfs_quota_us',
  limit(folder) {
    const quota = folder.setting('cpu.cfs_quota_us', asIs);
    if (typeof quota === 'number') return quota === -ENOENT ? NO_FILE : unreadFromErrno(quota);
    const period = folder.setting('cpu.cfs_period_us', asIs);
    return typeof period === 'number' ? unreadFromErrno(period) : share(quota, period);
  },
  counts: (folder) => folder.made('cpu.stat', throttlingOfVersion1),
};

const VERSION_2: LevelSource = {
  limitFile: () => 'cpu.max',
  limit: (folder) => folder.setting('cpu.max', shareIn),
  counts: (folder) => folder.made('cpu.stat', throttlingOfVersion2),
};

/** The quota as a number of CPUs: `cpu.max` of version 2, `cpu.cfs_quota_us` by `cpu.cfs_period_us` of version 1. */
export const cpu: LadderSource = {
  kind: 'cpu',
  controllers: ['cpu'],
  versions: { 1: VERSION_1, 2: VERSION_2 },
  bind: smallestAmount,
  counter: cpuTime,
};

function shareIn(content: Content): Reading<LimitValue> {
  if (typeof content === 'number') return content === -ENOENT ? NO_FILE : unreadFromErrno(content);
  const [quota = '', period = ''] = content.trim().split(' ');
  return share(quota, period);
}

function share(quotaText: string, periodText: string): Reading<LimitValue> {
  const quota = parseAmount(quotaText);
  const period = parseAmount(periodText);
  if (quota === 'max') return amountLimit(quota);
  if (quota === undefined || typeof period !== 'number' || period === 0) return unread('error', 'EINVAL');
  return amountLimit(quota / period);
}

/** Of this very level: each has its own bandwidth pool; "Statistics" of sched-bwc.rst. */
function throttling(text: Content, timeKey: string, perSecond: number): LevelCounts {
  if (typeof text === 'number') return {};
  const time = flatKey(text, timeKey);
  return present({
    periods: flatKey(text, 'nr_periods'),
    throttled: flatKey(text, 'nr_throttled'),
    throttledSeconds: time === undefined ? undefined : time / perSecond,
  });
}

function throttlingOfVersion1(content: Content): LevelCounts {
  return throttling(content, 'throttled_time', 1e9);
}

function throttlingOfVersion2(content: Content): LevelCounts {
  return throttling(content, 'throttled_usec', 1e6);
}
