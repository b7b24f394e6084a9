import { describe, expect, it } from 'vitest';
import { formatKnob } from '../../../src/shared/format/knob.ts';
import type { KnobUnit } from '../../../src/shared/knobs/knob-words.ts';

const SINGLE: readonly KnobUnit[] = [
  'bytes',
  'count',
  'microseconds',
  'nanoseconds',
  'quota',
  'weight',
  'switch',
  'percent',
  'list',
];

describe('formatKnob of one value', () => {
  it.each<[KnobUnit, string, string | undefined]>([
    ['bytes', '67108864', '64 MiB'],
    ['bytes', '0', '0 B'],
    ['bytes', ' 4096 ', '4 KiB'],
    ['bytes', 'max', 'no limit'],
    ['bytes', '-1', 'no limit'],
    ['bytes', '9223372036854771712', 'no limit'],
    ['bytes', '9223372036852678656', 'no limit'],
    ['bytes', '9223372035781033984', 'no limit'],
    ['bytes', '9223372036854775808', 'no limit'],
    ['bytes', '18446744073709551615', 'no limit'],
    ['bytes', '4611686018427387904', '4 EiB'],
    ['count', '50', undefined],
    ['count', '999', undefined],
    ['count', '1000', '1,000'],
    ['count', '1234567', '1,234,567'],
    ['count', '4611686018427387905', '4,611,686,018,427,387,905'],
    ['count', 'max', 'no limit'],
    ['microseconds', '0', '0 s'],
    ['microseconds', '1', '1 µs'],
    ['microseconds', '50000', '50 ms'],
    ['microseconds', '999999', '1 s'],
    ['microseconds', '1500000', '1.5 s'],
    ['microseconds', '59900000', '59.9 s'],
    ['microseconds', '59960000', '1 min'],
    ['microseconds', '200000000', '3 min 20 s'],
    ['microseconds', '3599600000', '1 h'],
    ['microseconds', '7500000000', '2 h 5 min'],
    ['microseconds', '273600000000', '3 d 4 h'],
    ['microseconds', '-1', 'no limit'],
    ['nanoseconds', '17', '17 ns'],
    ['nanoseconds', '999600', '1 ms'],
    ['nanoseconds', '1500000000', '1.5 s'],
    ['quota', '50000 100000', '0.5 CPU'],
    ['quota', '200000 100000', '2 CPUs'],
    ['quota', '1000 1000000', '0.001 CPU'],
    ['quota', 'max 100000', 'no limit'],
    ['quota', 'max', undefined],
    ['quota', '50000 0', undefined],
    ['quota', '50000 max', undefined],
    ['quota', '-1 100000', undefined],
    ['quota', '1 2 3', undefined],
    ['weight', '100', undefined],
    ['weight', '10000', '10,000'],
    ['weight', 'max', undefined],
    ['switch', '1', 'on'],
    ['switch', '0', 'off'],
    ['switch', '2', undefined],
    ['percent', '12.50', '12.5 %'],
    ['percent', '0.00', '0 %'],
    ['percent', '98.76', '98.76 %'],
    ['percent', 'max', 'no limit'],
    ['percent', '100.01', undefined],
    ['percent', '.5', undefined],
    ['list', '0-3,8', '0-3,8 (5)'],
    ['list', '0', '0 (1)'],
    ['list', '3-0', undefined],
    ['list', '0-', undefined],
    ['list', '0,,1', undefined],
  ])('%s %s', (unit, line, human) => {
    expect(formatKnob(unit, [line])).toBe(human);
  });

  const ODD = ['0x10', '-5', '10M', '9'.repeat(30), '18446744073709600000', '007', '1e3', 'NaN', 'Infinity', '１', '∞'];
  it.each(ODD)('refuses %s', (line) => {
    for (const unit of SINGLE) {
      // CPU 7 is a CPU, however it is written.
      if (unit !== 'list' || line !== '007') expect(formatKnob(unit, [line]), unit).toBeUndefined();
    }
  });

  it('refuses none and more than one', () => {
    for (const unit of SINGLE) {
      expect(formatKnob(unit, ['1', '1'])).toBeUndefined();
      for (const nothing of [[], [''], ['  ', '']]) {
        expect(formatKnob(unit, nothing)).toBe(unit === 'list' ? 'none' : undefined);
      }
    }
  });
});

describe('formatKnob of many values', () => {
  it.each<[string, KnobUnit, readonly string[], string | undefined]>([
    ['nothing', 'keyed', [], 'none'],
    ['what the raw form says already', 'keyed', ['max 0'], undefined],
    ['the same with a value', 'keyed', ['max 12'], undefined],
    ['a large value', 'keyed', ['max 12345'], 'max 12,345'],
    ['only zeros', 'keyed', ['low 0', 'high 0', 'max 0'], 'all 0'],
    ['what is not 0', 'keyed', ['low 0', 'high 0', 'max 12', 'oom_kill 3'], 'max 12 · oom_kill 3'],
    ['times', 'keyed', ['usage_usec 1500000', 'nr_periods 0'], 'usage 1.5 s'],
    ['no limit', 'keyed', ['sev 4', 'tdx max'], 'sev 4 · tdx no limit'],
    ['more than can be listed', 'keyed', ['a 1', 'b 2', 'c 3', 'd 4', 'e 0'], '5 entries'],
    ['what is not keyed', 'keyed', ['a 1', 'hello'], undefined],
    ['odd values', 'keyed', ['a -5', 'b 0x10'], undefined],
    ['no device', 'devices', [''], 'none'],
    ['a weight', 'devices', ['default 100'], undefined],
    ['weights of devices', 'devices', ['default 100', '8:0 200', '8:16 50'], '2 devices'],
    ['one limit of version 1', 'devices', ['8:0 1048576'], '1 device'],
    ['counts of version 1', 'devices', ['8:0 Read 1', '8:0 Write 2', '8:0 Total 3', 'Total 3'], '1 device'],
    [
      'limits of version 2',
      'devices',
      ['8:16 rbps=2097152 wbps=max riops=max wiops=120', '8:0 rbps=max wbps=max riops=max wiops=max'],
      '8:16: read 2 MiB/s, write 120 operations/s · 8:0: no limit',
    ],
    ['many limits', 'devices', ['8:0', '8:1', '8:2', '8:3'].map((one) => `${one} rbps=1`), '4 devices'],
    ['an odd limit', 'devices', ['8:0 rbps=0x10'], '1 device'],
    [
      'use',
      'devices',
      ['8:0 rbytes=1048576 wbytes=0 rios=1 wios=0', '8:16 rbytes=1048576 wbytes=4096 rios=1 wios=0', '7:0 '],
      '2 MiB read, 4 KiB written',
    ],
    ['a latency', 'devices', ['8:0 target=75000'], '1 device'],
    ['what is no device', 'devices', ['hello 1'], undefined],
    ['short text', 'text', ['domain'], undefined],
    ['long text', 'text', ['1', '2', '3', '4'], '4 lines'],
  ])('%s', (_, unit, lines, human) => {
    expect(formatKnob(unit, lines)).toBe(human);
  });
});
