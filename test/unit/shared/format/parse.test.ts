import { describe, expect, it } from 'vitest';
import { parseByteRate, parseBytes } from '../../../../src/shared/format/parse-bytes.ts';
import { countParser } from '../../../../src/shared/format/parse-count.ts';
import { parseCpuList } from '../../../../src/shared/format/parse-cpu-list.ts';
import { parseCpus } from '../../../../src/shared/format/parse-cpus.ts';
import { orMax } from '../../../../src/shared/format/parsed.ts';

const MIB = 1024 ** 2;

/** What nobody may take for a number. */
const NO_NUMBERS = [
  ['', ' ', '-2', '+5', '1e9', '010', '0x10', '1_000', '1,5', '.5', '5.', 'max\n0', '12 12', 'Infinity', 'NaN', '٣'],
  ['99999999999999999999', '1.0000000001', 'M', 'max 0', '5; rm', '5\u0000', '--5', '1.5.2'],
].flat();

describe('bytes', () => {
  it.each([
    ['67108864', 64 * MIB],
    ['512M', 512 * MIB],
    ['512 m', 512 * MIB],
    ['512MiB', 512 * MIB],
    [' 1.5 GiB ', 1536 * MIB],
    ['64k', 65_536],
    ['2T', 2 * 1024 ** 4],
    ['1P', 1024 ** 5],
    ['100 B', 100],
    ['0.5M', MIB / 2],
  ])('%j', (text, value) => {
    expect(parseBytes(text)).toEqual({ value });
  });

  it.each([...NO_NUMBERS, '5 iB', '5 Mi', '5 MM', '5 E', '5 M/s', '5 %'])('are not %j', (text) => {
    expect(parseBytes(text)).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) as unknown });
  });

  it('are not what can mean two things, nothing, or more than there is', () => {
    expect(parseBytes('5 MB')).toEqual({ error: 'MB can mean two things. Write M or MiB: steps of 1024.' });
    expect(parseBytes('0')).toEqual({ error: 'It must be at least 1 byte.' });
    expect(parseBytes('0.0001 k')).toEqual({ error: 'It must be at least 1 byte.' });
    expect(parseBytes(String(Number.MAX_SAFE_INTEGER))).toEqual({ value: Number.MAX_SAFE_INTEGER });
    expect(parseBytes('8P')).toEqual({ error: 'The most is 8 PiB.' });
  });

  it('per second may say so', () => {
    for (const text of ['10M', '10 MiB/s', '10m / s', '10485760/S'])
      expect(parseByteRate(text)).toEqual({ value: 10 * MIB });
    for (const text of ['10M/h', '/s', '10 MiB/s/s']) expect(parseByteRate(text)).toHaveProperty('error');
  });
});

describe('CPUs', () => {
  it.each([
    ['1.5', 1.5],
    ['1.5 CPUs', 1.5],
    ['1 cpu', 1],
    ['150%', 1.5],
    ['150 %', 1.5],
    ['0.01', 0.01],
    ['1%', 0.01],
    ['1000000', 1_000_000],
  ])('%j', (text, value) => {
    expect(parseCpus(text)).toEqual({ value });
  });

  it.each([...NO_NUMBERS, '0', '0.009', '0%', '1000001', '1.5 C', '1.5 cores', '1.5%%', '1.5 CPU%'])(
    'are not %j',
    (text) => {
      expect(parseCpus(text)).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) as unknown });
    },
  );
});

describe('counts', () => {
  const parse = countParser('a weight', 1, 10_000);

  it('are whole and within their bounds', () => {
    expect(['1', ' 100 ', '10000'].map(parse)).toEqual([{ value: 1 }, { value: 100 }, { value: 10_000 }]);
    expect([parse('0'), parse('10001')]).toEqual([{ error: 'The least is 1.' }, { error: 'The most is 10000.' }]);
  });

  it.each([...NO_NUMBERS, '1.5', '5M', '5%'])('are not %j', (text) => {
    expect(parse(text)).toHaveProperty('error');
  });
});

describe('lists of CPUs', () => {
  it('are as the kernel writes them', () => {
    for (const list of ['0', '0-3,8', '0,2,4', '10-10']) expect(parseCpuList(list)).toEqual({ value: list });
    expect(parseCpuList(' 0-3, 8 ')).toEqual({ value: '0-3,8' });
  });

  it.each(['', '0-', '-3', '3-1', '0,,1', '0-3-5', 'all', '0x1', '01', '0-3;8', '100000', '1 2', '0\u20133', 'max'])(
    'are not %j',
    (text) => {
      expect(parseCpuList(text)).toEqual({ error: expect.stringMatching(/\.$/) as unknown });
    },
  );

  it('are not endless', () => {
    expect(parseCpuList(Array(3000).fill('1').join(','))).toEqual({ error: 'The list is too long.' });
  });
});

describe('max', () => {
  it('is no limit, and nothing else is', () => {
    const parse = orMax(parseBytes);
    for (const text of ['max', ' MAX ']) expect(parse(text)).toEqual({ value: 'max' });
    for (const text of ['maximum', 'max 0', 'max\n0', '-1', 'unlimited']) expect(parse(text)).toHaveProperty('error');
    expect(parse('5M')).toEqual({ value: 5 * MIB });
  });
});
