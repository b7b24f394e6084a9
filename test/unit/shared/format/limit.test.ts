import { describe, expect, it } from 'vitest';
import { formatDevice, formatUse } from '../../../../src/shared/format/limit.ts';
import type { EffectiveLimit } from '../../../../src/shared/model/cgroup.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';

const MIB = 1024 * 1024;

function use(limit: Omit<EffectiveLimit, 'own'>): string {
  return formatUse({ own: true, ...limit });
}

describe('formatUse', () => {
  it.each<[string, Omit<EffectiveLimit, 'own'>]>([
    [
      '12 MiB of 64 MiB',
      { resource: 'memory', limit: read({ kind: 'amount', amount: 64 * MIB }), use: read(12 * MIB) },
    ],
    ['12 MiB · no limit', { resource: 'memory', limit: read({ kind: 'max' }), use: read(12 * MIB) }],
    ['3 % of 0.5 CPU', { resource: 'cpu', limit: read({ kind: 'amount', amount: 0.5 }), use: read(0.015) }],
    ['3 % of one CPU · no limit', { resource: 'cpu', limit: read({ kind: 'max' }), use: read(0.03) }],
    [
      '0.5 CPU · use: measuring…',
      { resource: 'cpu', limit: read({ kind: 'amount', amount: 0.5 }), use: unread('pending') },
    ],
    ['0 CPU of 0 CPU', { resource: 'cpu', limit: read({ kind: 'amount', amount: 0 }), use: read(0) }],
    ['3 of 50', { resource: 'pids', limit: read({ kind: 'amount', amount: 50 }), use: read(3) }],
    ['0-3,8 (5 CPUs)', { resource: 'cpuset', limit: read({ kind: 'cpus', list: '0-3,8', count: 5 }) }],
    ['0 (1 CPU)', { resource: 'cpuset', limit: read({ kind: 'cpus', list: '0', count: 1 }) }],
    [
      '1.5 MiB/s · 1 device limited',
      { resource: 'io', limit: read({ kind: 'devices', devices: [{ device: '8:0' }] }), use: read(1.5 * MIB) },
    ],
    ['off', { resource: 'io', limit: unread('off'), use: unread('off') }],
    ['off', { resource: 'io', limit: unread('off') }],
    ['needs root · use: ended', { resource: 'memory', limit: unread('permission'), use: unread('gone') }],
    ['12 MiB · needs root', { resource: 'memory', limit: unread('permission'), use: read(12 * MIB) }],
    ['64 MiB', { resource: 'memory', limit: read({ kind: 'amount', amount: 64 * MIB }) }],
  ])('%s', (words, limit) => {
    expect(use(limit)).toBe(words);
  });
});

describe('formatDevice', () => {
  it('names what is limited', () => {
    expect(formatDevice({ device: '8:0', readBytes: MIB, writeOperations: 100 })).toBe(
      '8:0: read 1 MiB/s, write 100 operations/s',
    );
    expect(formatDevice({ device: '8:16', writeBytes: 1024, readOperations: 5 })).toBe(
      '8:16: write 1 KiB/s, read 5 operations/s',
    );
    expect(formatDevice({ device: '8:32' })).toBe('8:32: no limit');
  });
});
