import type { KnobUnit } from '../knobs/knob-words.ts';
import type { DeviceLimit } from '../model/cgroup.ts';
import { formatBytes } from './bytes.ts';
import { countOf } from './count.ts';
import { formatCpuLimit } from './cpu.ts';
import { formatDevice } from './limit.ts';

const NO_LIMIT = 'no limit';

/**
 * Version 1 has no word for "no limit" and shows its largest counter instead: 2^63 less a page, and for huge pages less
 * one of those, of which the largest have 16 GiB.
 */
const MAX_COUNTER = 2 ** 63 - 2 ** 34;

/** More than this many lines or values are counted instead of listed. */
const MAX_LISTED = 3;

/**
 * The human form of what a control file holds: `64 MiB`, `no limit`, `0.5 CPU`. `undefined` where the raw form says it
 * already, or where it is not what the unit promises.
 */
export function formatKnob(unit: KnobUnit, lines: readonly string[]): string | undefined {
  const rows = lines.map((line) => line.trim()).filter((line) => line !== '');
  switch (unit) {
    case 'text':
      return rows.length > MAX_LISTED ? `${rows.length} lines` : undefined;
    case 'keyed':
      return formatKeyed(rows);
    case 'devices':
      return formatDevices(rows);
    case 'list':
      return rows.length === 0 ? 'none' : formatSingle(unit, rows);
    default:
      return formatSingle(unit, rows);
  }
}

function formatSingle(
  unit: Exclude<KnobUnit, 'text' | 'keyed' | 'devices'>,
  rows: readonly string[],
): string | undefined {
  const [row] = rows;
  if (row === undefined || rows.length > 1) return undefined;
  switch (unit) {
    case 'bytes':
      return formatAmount(row, formatBytes);
    case 'count':
      return formatAmount(row, (count) => (count < 1000 ? undefined : group(row)));
    case 'microseconds':
      return formatAmount(row, (microseconds) => formatDuration(microseconds / 1e6));
    case 'nanoseconds':
      return formatAmount(row, (nanoseconds) => formatDuration(nanoseconds / 1e9));
    case 'quota':
      return formatQuota(row);
    case 'weight':
      return /^[1-9]\d{3,8}$/.test(row) ? group(row) : undefined;
    case 'switch':
      return row === '1' ? 'on' : row === '0' ? 'off' : undefined;
    case 'percent':
      return formatPercentage(row);
    case 'list':
      return formatList(row);
  }
}

/** A number as the kernel writes it; the largest counter, -1 and `max` are all "no limit". */
function parseAmount(text: string): number | 'max' | undefined {
  if (text === 'max' || text === '-1') return 'max';
  if (!/^(?:0|[1-9]\d{0,19})$/.test(text)) return undefined;
  const amount = Number(text);
  if (amount > 2 ** 64) return undefined;
  return amount >= MAX_COUNTER ? 'max' : amount;
}

function formatAmount(text: string, format: (amount: number) => string | undefined): string | undefined {
  const amount = parseAmount(text);
  return amount === undefined ? undefined : amount === 'max' ? NO_LIMIT : format(amount);
}

/** Of the digits, not of the number: that one would be rounded. */
function group(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `50 ms`, `1.5 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h` */
function formatDuration(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 999.5e-9) return `${significant(seconds * 1e9)} ns`;
  if (seconds < 999.5e-6) return `${significant(seconds * 1e6)} µs`;
  if (seconds < 999.5e-3) return `${significant(seconds * 1e3)} ms`;
  if (seconds < 59.95) return `${significant(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return inTwo(whole, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return inTwo(minutes, 60, 'h', 'min');
  return inTwo(Math.round(seconds / 3600), 24, 'd', 'h');
}

function significant(amount: number): number {
  return Number(amount.toPrecision(3));
}

function inTwo(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

function formatQuota(row: string): string | undefined {
  const [quotaText = '', periodText = '', ...more] = row.split(' ');
  const period = parseAmount(periodText);
  if (typeof period !== 'number' || period === 0 || more.length > 0 || quotaText === '-1') return undefined;
  return formatAmount(quotaText, (quota) => formatCpuLimit(quota / period));
}

function formatPercentage(row: string): string | undefined {
  if (row === 'max') return NO_LIMIT;
  if (!/^(?:0|[1-9]\d{0,2})(?:\.\d{1,2})?$/.test(row)) return undefined;
  const percent = Number(row);
  return percent > 100 ? undefined : `${percent} %`;
}

function formatList(row: string): string | undefined {
  let count = 0;
  for (const range of row.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range);
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) return undefined;
    count += last - first + 1;
  }
  return `${row} (${count})`;
}

/** What is not 0, where that is little: `max 12 · oom_kill 3`; else how much there is: `40 entries`. */
function formatKeyed(rows: readonly string[]): string | undefined {
  if (rows.length === 0) return 'none';
  const counted: string[] = [];
  for (const row of rows) {
    const [, key = '', text = ''] = /^(\S+) (\S+)$/.exec(row) ?? [];
    const value = formatValue(key, text);
    if (value === undefined) return undefined;
    if (text !== '0') counted.push(value);
  }
  if (counted.length > MAX_LISTED) return `${rows.length} entries`;
  if (counted.length === 0) return rows.length === 1 ? undefined : 'all 0';
  return rows.length === 1 && counted[0] === rows[0] ? undefined : counted.join(' · ');
}

function formatValue(key: string, text: string): string | undefined {
  const microseconds = key.endsWith('_usec');
  const value = formatAmount(text, (amount) => (microseconds ? formatDuration(amount / 1e6) : group(text)));
  return value === undefined ? undefined : `${microseconds ? key.slice(0, -'_usec'.length) : key} ${value}`;
}

function formatDevices(rows: readonly string[]): string | undefined {
  if (rows.length === 0) return 'none';
  const devices = new Map<string, string[]>();
  for (const row of rows) {
    const [name = '', ...values] = row.split(/\s+/);
    if (/^\d{1,8}:\d{1,8}$/.test(name)) devices.set(name, [...(devices.get(name) ?? []), ...values]);
    else if (name !== 'default' && name !== 'Total') return undefined;
  }
  if (devices.size === 0) return undefined;
  return formatLimits(devices) ?? formatTransfers(devices) ?? countOf(devices.size, 'device', 'devices');
}

/** `io.max`; `undefined` for other files. */
function formatLimits(devices: ReadonlyMap<string, readonly string[]>): string | undefined {
  const limits: DeviceLimit[] = [];
  for (const [device, values] of devices) {
    if (values.length === 0 || !values.every((value) => /^[rw](?:bps|iops)=(?:max|\d+)$/.test(value))) return undefined;
    const [readBytes, writeBytes] = [numberOf(values, 'rbps'), numberOf(values, 'wbps')];
    const [readOperations, writeOperations] = [numberOf(values, 'riops'), numberOf(values, 'wiops')];
    limits.push({
      device,
      ...(readBytes !== undefined && { readBytes }),
      ...(writeBytes !== undefined && { writeBytes }),
      ...(readOperations !== undefined && { readOperations }),
      ...(writeOperations !== undefined && { writeOperations }),
    });
  }
  return limits.length > MAX_LISTED ? undefined : limits.map(formatDevice).join(' · ');
}

/** `io.stat`; `undefined` for other files. */
function formatTransfers(devices: ReadonlyMap<string, readonly string[]>): string | undefined {
  const sum = (key: string) => {
    const numbers = [...devices.values()].map((values) => numberOf(values, key)).filter((one) => one !== undefined);
    return numbers.length === 0 ? undefined : numbers.reduce((all, one) => all + one, 0);
  };
  const [read, written] = [sum('rbytes'), sum('wbytes')];
  if (read === undefined || written === undefined) return undefined;
  return `${formatBytes(read)} read, ${formatBytes(written)} written`;
}

function numberOf(values: readonly string[], key: string): number | undefined {
  const text = values.find((value) => value.startsWith(`${key}=`))?.slice(key.length + 1);
  const amount = text === undefined ? undefined : parseAmount(text);
  return amount === 'max' ? undefined : amount;
}
