import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capabilitiesUpTo, capabilityNumber } from '../../../../../src/helper/run/spec/capability.ts';
import { RLIMIT_NAMES, rlimitNumber } from '../../../../../src/helper/run/spec/rlimit.ts';

const include = (file: string) => readFileSync(`/usr/include/${file}`, 'utf8');

describe('The numbers of the kernel', () => {
  it('are those of linux/capability.h', () => {
    const defined = [...include('linux/capability.h').matchAll(/^#define (CAP_[A-Z_]+)\s+(\d+)/gm)];
    expect(defined.length).toBeGreaterThan(35);
    for (const [, name = '', number] of defined) expect([name, capabilityNumber(name)]).toEqual([name, Number(number)]);
    expect(capabilitiesUpTo(defined.length - 1)).toEqual(defined.map(([, name]) => name));
  });

  it('are those of asm-generic/resource.h', () => {
    const defined = [...include('asm-generic/resource.h').matchAll(/^# ?define (RLIMIT_[A-Z]+)\s+(\d+)/gm)];
    expect(RLIMIT_NAMES).toEqual(defined.map(([, name]) => name));
    expect(RLIMIT_NAMES.map(rlimitNumber)).toEqual(defined.map(([, , number]) => Number(number)));
  });

  it('end with the capability that a kernel knows last', () => {
    expect(capabilitiesUpTo(1)).toEqual(['CAP_CHOWN', 'CAP_DAC_OVERRIDE']);
  });
});
