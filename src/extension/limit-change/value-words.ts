import { formatByteRate, formatBytes } from '../../shared/format/bytes.ts';
import { formatCpuLimit } from '../../shared/format/cpu.ts';
import { formatKnob } from '../../shared/format/knob.ts';
import type { DeviceChange, LimitChange, LimitPlan } from '../../shared/model/limit-change.ts';
import { DEVICE_RATE_NAMES, DEVICE_RATES, type DeviceRate } from './device-rate.ts';
import { LIMIT_WORDS } from './names.ts';
import type { LimitField } from './parse-change.ts';

/** The new value in words: `96 MiB`, `1.5 CPUs`, `no limit`, `0-3,8`. */
export function changeWords(change: LimitChange): string {
  switch (change.limit) {
    case 'memory':
    case 'memory-high':
      return amountWords(change.value, formatBytes);
    case 'cpu':
      return amountWords(change.value, formatCpuLimit);
    case 'pids':
      return amountWords(change.value, String);
    case 'cpu-weight':
      return String(change.value);
    case 'cpuset':
      return change.value;
    case 'io':
      return DEVICE_RATE_NAMES.filter((rate) => change.value[rate] !== undefined)
        .map((rate) => rateWords(rate, change.value))
        .join(', ');
  }
}

/** The limit that changes, with the device: `Memory limit`, `I/O limit of 8:0 (bytes read)`. */
export function changeName(change: LimitChange): string {
  const { name } = LIMIT_WORDS[change.limit];
  if (change.limit !== 'io') return name;
  const rates = DEVICE_RATE_NAMES.filter((rate) => change.value[rate] !== undefined);
  return `${name} of ${change.device} (${rates.map((rate) => DEVICE_RATES[rate].name.toLowerCase()).join(', ')})`;
}

/** The old and the new value of a plan in words; `period` as `contentWords` takes it. */
export function planValues(
  plan: LimitPlan,
  change: LimitChange,
  period: string | undefined,
): { readonly before: string; readonly after: string } {
  const before = plannedWords(plan, change, plan.before, period);
  return {
    before,
    after: isInShares(plan, change) ? plannedWords(plan, change, plan.after, period) : changeWords(change),
  };
}

/** A content of the file of a plan in words; of a device only what the change is about. */
export function plannedWords(
  plan: Pick<LimitPlan, 'file'>,
  change: LimitChange,
  content: string,
  period: string | undefined,
): string {
  if (isInShares(plan, change)) return `${content} shares`;
  return fieldsOf(change)
    .map((field) => contentWords(field, [content], period))
    .join(', ');
}

/** Version 1 counts weights on another scale: they are told as it does. */
function isInShares({ file }: Pick<LimitPlan, 'file'>, change: LimitChange): boolean {
  return change.limit === 'cpu-weight' && file.text.endsWith('/cpu.shares');
}

/** The fields that a change changes: of a device one for each rate. */
function fieldsOf(change: LimitChange): LimitField[] {
  if (change.limit !== 'io') return [{ limit: change.limit }];
  const { device, value } = change;
  return DEVICE_RATE_NAMES.filter((rate) => value[rate] !== undefined).map((rate) => ({ limit: 'io', device, rate }));
}

/**
 * What stands in the limit's file in words; as it stands there where it is nothing else.
 * @param lines of the file
 * @param period microseconds, of version 1 and its CPU quota
 */
export function contentWords(field: LimitField, lines: readonly string[], period?: string): string {
  const [line = ''] = lines;
  switch (field.limit) {
    case 'memory':
    case 'memory-high':
      return formatKnob('bytes', lines) ?? line;
    case 'cpu':
      if (line === '-1') return 'no limit';
      if (line.includes(' ')) return formatKnob('quota', lines) ?? line;
      return (period === undefined ? undefined : formatKnob('quota', [`${line} ${period}`])) ?? `${line} µs a period`;
    case 'pids':
      return line === 'max' ? 'no limit' : line;
    case 'cpu-weight':
      return line;
    case 'cpuset':
      return line === '' ? 'as the cgroup above' : line;
    case 'io':
      return deviceWords(field.device, field.rate, lines);
  }
}

/** One rate of one device: of `io.max`, or of the file of version 1. */
function deviceWords(device: string, rate: DeviceRate, lines: readonly string[]): string {
  const rows = lines.flatMap((line) => line.split(String.raw`\n`)).map((row) => row.trim().split(/\s+/));
  const [, ...values] = rows.find(([name]) => name === device) ?? [];
  const { key } = DEVICE_RATES[rate];
  const text = values.find((value) => value.startsWith(`${key}=`))?.slice(key.length + 1) ?? values[0];
  return text === undefined || !/^\d+$/.test(text) ? 'no limit' : rateAmount(rate, Number(text));
}

function rateWords(rate: DeviceRate, value: DeviceChange): string {
  return amountWords(value[rate] ?? 'max', (amount) => rateAmount(rate, amount));
}

function rateAmount(rate: DeviceRate, amount: number): string {
  return DEVICE_RATES[rate].isBytes ? formatByteRate(amount) : `${amount} operations/s`;
}

function amountWords(value: number | 'max', format: (amount: number) => string): string {
  return value === 'max' ? 'no limit' : format(value);
}
