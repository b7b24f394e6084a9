import type { LimitChange } from '../../shared/model/limit-change.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { parseAmount, parseCount } from '../cgroup/values.ts';
import { sharesOf, weightOf } from './limit-shares.ts';
import { BadValue, type EditSources, type LimitEdit, type LimitFiles } from './limit-edit.ts';

type CpuChange = Extract<LimitChange, { limit: 'cpu' }>;
type WeightChange = Extract<LimitChange, { limit: 'cpu-weight' }>;

const QUOTA_V1 = 'cpu.cfs_quota_us';
/** The least and the most that a level may have in a period, in microseconds: kernel/sched/core.c. */
const LEAST_QUOTA = 1000;
const MOST_QUOTA = 2 ** 44 - 1;
/** The fewest CPUs that a change can name. */
const FEWEST_CPUS = 0.01;

/** `cpu.max` of version 2: quota and period in one file. */
export const quotaOfVersion2: LimitFiles<CpuChange> = {
  content: (_, read) => read('cpu.max'),
  edit({ value }, { read }) {
    const before = read('cpu.max');
    if (typeof before === 'number') return before;
    const [quotaText = '', periodText = ''] = before.split(' ');
    const period = periodIn(periodText);
    const quota = quotaOf(value, period);
    const after = `${quota} ${period}`;
    return {
      ...{ file: 'cpu.max', before, after },
      writes: [{ file: 'cpu.max', text: after, restore: before }],
      isTaken: (content) => content === after,
      bandwidth: { quota, period },
      ...undoOf(quotaText, period),
    };
  },
};

/** `cpu.cfs_quota_us` of version 1; the period stands in a file of its own. */
export const quotaOfVersion1: LimitFiles<CpuChange> = {
  content: (_, read) => read(QUOTA_V1),
  edit({ value }, { read }) {
    const before = read(QUOTA_V1);
    if (typeof before === 'number') return before;
    const periodText = read('cpu.cfs_period_us');
    if (typeof periodText === 'number') return periodText;
    const period = periodIn(periodText);
    const quota = quotaOf(value, period);
    const after = quota === 'max' ? '-1' : String(quota);
    return {
      ...{ file: QUOTA_V1, before, after },
      writes: [{ file: QUOTA_V1, text: after, restore: before }],
      isTaken: (content) => content === after,
      bandwidth: { quota, period },
      ...undoOf(before, period),
    };
  },
};

/** `cpu.weight` of version 2. */
export const weightOfVersion2: LimitFiles<WeightChange> = {
  content: (_, read) => read('cpu.weight'),
  edit: ({ value }, sources) => number('cpu.weight', value, sources, (weight) => weight),
};

/** `cpu.shares` of version 1. */
export const sharesOfVersion1: LimitFiles<WeightChange> = {
  content: (_, read) => read('cpu.shares'),
  edit: ({ value }, sources) => number('cpu.shares', sharesOf(value), sources, weightThatGives),
};

/** The weight that would be written as these shares, if one would. */
function weightThatGives(shares: number): number | undefined {
  const weight = weightOf(shares);
  return sharesOf(weight) === shares ? weight : undefined;
}

function number(
  file: string,
  value: number,
  { read }: EditSources,
  weightIn: (value: number) => number | undefined,
): LimitEdit | number {
  const before = read(file);
  if (typeof before === 'number') return before;
  const old = parseCount(before);
  const weight = old === undefined ? undefined : weightIn(old);
  return {
    ...{ file, before, after: String(value) },
    writes: [{ file, text: String(value), restore: before }],
    isTaken: (content) => parseCount(content) === value,
    ...(weight === undefined || weight < 1 ? {} : { undo: { limit: 'cpu-weight', value: weight } }),
  };
}

function periodIn(text: ByteString): number {
  const period = parseCount(text);
  if (period === undefined || period === 0) throw new BadValue('the period cannot be read');
  return period;
}

function quotaOf(value: number | 'max', period: number): number | 'max' {
  if (value === 'max') return 'max';
  const quota = Math.round(value * period);
  if (quota < LEAST_QUOTA) throw new BadValue(`less than ${LEAST_QUOTA} µs in a period of ${period} µs`);
  if (quota > MOST_QUOTA) throw new BadValue(`more than ${MOST_QUOTA} µs in a period of ${period} µs`);
  return quota;
}

/** Only where the same quota comes out again. */
function undoOf(quotaText: ByteString, period: number): { readonly undo?: LimitChange } {
  const quota = parseAmount(quotaText);
  if (quota === 'max') return { undo: { limit: 'cpu', value: 'max' } };
  if (quota === undefined || quota < LEAST_QUOTA) return {};
  const value = quota / period;
  return value >= FEWEST_CPUS && Math.round(value * period) === quota ? { undo: { limit: 'cpu', value } } : {};
}
