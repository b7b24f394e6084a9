import { describe, expect, it } from 'vitest';
import { formatByteRate, formatBytes } from '../../../../src/shared/format/bytes.ts';
import { countOf } from '../../../../src/shared/format/count.ts';
import { formatCpuLimit, formatCpus } from '../../../../src/shared/format/cpu.ts';
import { formatPercent } from '../../../../src/shared/format/percent.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [512, '512 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [12 * 1024 ** 2, '12 MiB'],
    [64 * 1024 ** 2, '64 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [9.97 * 1024, '10 KiB'],
    [1023.6 * 1024, '1 MiB'],
    [2 ** 63 - 4096, '8 EiB'],
    [2 ** 73, '8192 EiB'],
    [-2048, '-2 KiB'],
  ])('%d is %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  it('also as a rate', () => {
    expect(formatByteRate(1536)).toBe('1.5 KiB/s');
  });
});

describe('formatCpus', () => {
  it.each([
    [0, '0 CPU'],
    [0.001, 'under 0.01 CPU'],
    [0.5, '0.5 CPU'],
    [1, '1 CPU'],
    [1.005, '1 CPU'],
    [2, '2 CPUs'],
    [1.25, '1.25 CPUs'],
  ])('%d is %s', (cpus, words) => {
    expect(formatCpus(cpus)).toBe(words);
  });

  it.each([
    [0.001, '0.001 CPU'],
    [0.0049, '0.005 CPU'],
    [0.5, '0.5 CPU'],
    [4, '4 CPUs'],
  ])('a limit of %d is %s: never rounded to nothing', (cpus, words) => {
    expect(formatCpuLimit(cpus)).toBe(words);
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0 %'],
    [0.0004, 'under 0.1 %'],
    [0.004, '0.4 %'],
    [0.0096, '1 %'],
    [0.03, '3 %'],
    [0.4849, '48 %'],
    [1, '100 %'],
    [3.2, '320 %'],
  ])('%d is %s', (share, words) => {
    expect(formatPercent(share)).toBe(words);
  });
});

describe('countOf', () => {
  it.each([
    [0, '0 processes'],
    [1, '1 process'],
    [2, '2 processes'],
  ])('%d', (count, words) => {
    expect(countOf(count, 'process', 'processes')).toBe(words);
  });
});
