import type { DeviceLimit, EffectiveLimit, LimitResource, LimitValue } from '../model/cgroup.ts';
import { isRead } from '../model/reading.ts';
import { formatByteRate, formatBytes } from './bytes.ts';
import { countOf } from './count.ts';
import { formatCpuLimit } from './cpu.ts';
import { formatPercent } from './percent.ts';
import { unreadWords } from './words.ts';

/** What people call the resource. */
export const RESOURCE_NAMES: Readonly<Record<LimitResource, string>> = {
  memory: 'Memory',
  cpu: 'CPU',
  pids: 'Processes',
  cpuset: 'CPU set',
  io: 'I/O',
};

/** A limit alone: `64 MiB`, `0.5 CPU`, `50`, `0-3,8 (5 CPUs)`, `2 devices limited`, `no limit`. */
export function formatLimit(resource: LimitResource, limit: LimitValue): string {
  switch (limit.kind) {
    case 'max':
      return 'no limit';
    case 'cpus':
      return `${limit.list} (${countOf(limit.count, 'CPU', 'CPUs')})`;
    case 'devices':
      return `${countOf(limit.devices.length, 'device', 'devices')} limited`;
    case 'amount':
      return formatAmount(resource, limit.amount);
  }
}

/** Use and limit in one phrase, without who sets it: `12 MiB of 64 MiB`, `3 % of 0.5 CPU`, `12 MiB · no limit`. */
export function formatUse(limit: EffectiveLimit): string {
  if (!isRead(limit.limit)) return joinUse(limit, unreadWords(limit.limit.unread));
  const value = limit.limit.value;
  if (value.kind !== 'amount') return joinUse(limit, formatLimit(limit.resource, value));
  const words = formatLimit(limit.resource, value);
  if (limit.use === undefined) return words;
  if (!isRead(limit.use)) return `${words} · use: ${unreadWords(limit.use.unread)}`;
  return `${formatShare(limit.resource, limit.use.value, value.amount)} of ${words}`;
}

/** The limits of one device: `8:0: read 10 MiB/s, write 100 operations/s`. */
export function formatDevice(limit: DeviceLimit): string {
  const parts: string[] = [];
  if (limit.readBytes !== undefined) parts.push(`read ${formatByteRate(limit.readBytes)}`);
  if (limit.writeBytes !== undefined) parts.push(`write ${formatByteRate(limit.writeBytes)}`);
  if (limit.readOperations !== undefined) parts.push(`read ${limit.readOperations} operations/s`);
  if (limit.writeOperations !== undefined) parts.push(`write ${limit.writeOperations} operations/s`);
  return `${limit.device}: ${parts.length === 0 ? 'no limit' : parts.join(', ')}`;
}

/** `use` of a resource that nothing limits by an amount: `12 MiB`, `3 % of one CPU`, `7`, `1.5 MiB/s`. */
export function formatFreeUse(resource: LimitResource, use: number): string {
  switch (resource) {
    case 'memory':
      return formatBytes(use);
    case 'cpu':
      return `${formatPercent(use)} of one CPU`;
    case 'io':
      return formatByteRate(use);
    case 'pids':
    case 'cpuset':
      return String(use);
  }
}

function joinUse(limit: EffectiveLimit, words: string): string {
  if (limit.use === undefined) return words;
  // Where neither can be read for the same reason, it is said once.
  if (!isRead(limit.use)) {
    const use = unreadWords(limit.use.unread);
    return use === words ? words : `${words} · use: ${use}`;
  }
  return `${formatFreeUse(limit.resource, limit.use.value)} · ${words}`;
}

/** So much of a resource: bytes, CPUs, bytes per second, tasks. */
export function formatAmount(resource: LimitResource, amount: number): string {
  switch (resource) {
    case 'memory':
      return formatBytes(amount);
    case 'cpu':
      return formatCpuLimit(amount);
    case 'io':
      return formatByteRate(amount);
    case 'pids':
    case 'cpuset':
      return String(amount);
  }
}

function formatShare(resource: LimitResource, use: number, limit: number): string {
  return resource === 'cpu' && limit > 0 ? formatPercent(use / limit) : formatAmount(resource, use);
}
