import { describe, expect, it } from 'vitest';
import type { LimitEdit } from '../../../../src/helper/actions/limit-edit.ts';
import { dockerWords, podmanWords, systemdWords } from '../../../../src/helper/actions/limit-words.ts';
import type { LimitChange } from '../../../../src/shared/model/limit-change.ts';

const edit = (fields: Partial<LimitEdit>): LimitEdit => ({
  ...{ file: 'a.file', before: '', after: '', writes: [], isTaken: () => true },
  ...fields,
});

const docker = (cpu: Partial<{ NanoCpus: number; CpuPeriod: number; CpuQuota: number }> = {}) => ({
  name: 'web',
  cpu: { NanoCpus: 0, CpuPeriod: 0, CpuQuota: 0, ...cpu },
  update: () => Promise.resolve({ kind: 'done' } as const),
});

const cpu = (value: number | 'max'): LimitChange => ({ limit: 'cpu', value });
const bandwidth = (quota: number | 'max', period = 100_000) => edit({ bandwidth: { quota, period } });

describe('docker update', () => {
  it('is given --cpus unless the container has a quota or a period of its own', () => {
    expect(dockerWords(cpu(1.5), bandwidth(150_000), docker())).toEqual({
      ...{ update: { NanoCpus: 1.5e9 }, options: ['--cpus', '1.5'] },
    });
    expect(dockerWords(cpu(1.5), bandwidth(30_000, 20_000), docker({ CpuPeriod: 20_000 }))?.update).toEqual({
      CpuQuota: 30_000,
    });
    expect(dockerWords(cpu('max'), bandwidth('max'), docker({ CpuQuota: 5000 }))?.update).toEqual({ CpuQuota: -1 });
  });

  it('has no words for taking --cpus or a memory limit away, nor for what Docker does not know', () => {
    expect(dockerWords(cpu('max'), bandwidth('max'), docker({ NanoCpus: 5e8 }))).toBeUndefined();
    expect(dockerWords({ limit: 'memory', value: 'max' }, edit({ after: 'max' }), docker())).toBeUndefined();
    expect(dockerWords({ limit: 'memory-high', value: 4096 }, edit({ after: '4096' }), docker())).toBeUndefined();
    const io: LimitChange = { limit: 'io', device: '8:0', value: { readBytes: 1 } };
    expect(dockerWords(io, edit({}), docker())).toBeUndefined();
  });

  it('is told of memory and swap together', () => {
    const change: LimitChange = { limit: 'memory', value: 8192 };
    const words = (after: number | 'max') =>
      dockerWords(change, edit({ after: '8192', swap: { before: 4096, after } }), docker())?.update;
    expect([words(12_288), words('max')]).toEqual([
      { Memory: 8192, MemorySwap: 12_288 },
      { Memory: 8192, MemorySwap: -1 },
    ]);
  });

  it('is told nothing of swap where the kernel does not count it', () => {
    expect(dockerWords({ limit: 'memory', value: 8192 }, edit({ after: '8192' }), docker())).toEqual({
      update: { Memory: 8192 },
      options: ['--memory', '8192'],
    });
  });
});

it('tells Podman of swap as far as it is counted', () => {
  const change: LimitChange = { limit: 'memory', value: 'max' };
  const free = edit({ after: 'max', swap: { before: 4096, after: 'max' } });
  expect(podmanWords(change, free, 1)?.update).toEqual({ memory: { limit: -1, swap: -1 } });
  expect(podmanWords(change, free, 2)?.update).toEqual({ memory: { limit: -1 } });
});

describe('systemctl set-property', () => {
  it('is given a quota that it can mean exactly, with another period than its own', () => {
    expect(systemdWords(cpu(1.5), bandwidth(150_000))).toEqual(['CPUQuota=150%']);
    expect(systemdWords(cpu(0.0123), bandwidth(1230))).toEqual(['CPUQuota=1.23%']);
    expect(systemdWords(cpu(0.5), bandwidth(10_000, 20_000))).toEqual(['CPUQuotaPeriodSec=20000us', 'CPUQuota=50%']);
    expect(systemdWords(cpu('max'), bandwidth('max'))).toEqual(['CPUQuota=']);
    expect(systemdWords(cpu(0.33333), bandwidth(33_333))).toBeUndefined();
  });

  it('is told all limits of a device, since it takes away those that it does not know', () => {
    const change: LimitChange = { limit: 'io', device: '8:0', value: { readBytes: 5 } };
    const limits = { readBytes: 5, writeBytes: 7, readOperations: 'max', writeOperations: 'max' } as const;
    expect(systemdWords(change, edit({ device: limits }))).toEqual([
      'IOReadBandwidthMax=/dev/block/8:0 5',
      'IOWriteBandwidthMax=/dev/block/8:0 7',
      'IOReadIOPSMax=/dev/block/8:0 infinity',
      'IOWriteIOPSMax=/dev/block/8:0 infinity',
    ]);
  });
});
