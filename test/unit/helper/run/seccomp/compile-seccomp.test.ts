import { describe, expect, it } from 'vitest';
import { compileSeccomp } from '../../../../../src/helper/run/seccomp/compile-seccomp.ts';
import { defaultSeccomp } from '../../../../../src/helper/run/seccomp/default-seccomp.ts';
import { syscallNumbers } from '../../../../../src/helper/run/seccomp/syscall-numbers.ts';
import type { SeccompSpec } from '../../../../../src/helper/run/spec/seccomp-schema.ts';
import { runFilter } from '../../../../support/bpf.ts';

const X86_64 = 0xc000003e;
const I386 = 0x40000003;
const ARM64 = 0xc00000b7;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const errno = (number: number) => 0x50000 + number;
const EPERM = errno(1);
const ENOSYS = errno(38);

const number = (name: string, table: Parameters<typeof syscallNumbers>[0] = 'x86_64') => {
  const found = syscallNumbers(table).get(name);
  if (found === undefined) throw new Error(`no ${name} on ${table}`);
  return found;
};

function judge(spec: SeccompSpec, name: string | number, ...args: readonly (number | bigint)[]): number {
  const { filter } = compileSeccomp(spec, 'x64');
  const call = typeof name === 'number' ? name : number(name);
  return runFilter(filter, { number: call, architecture: X86_64, args: args.map(BigInt) });
}

type Op = NonNullable<NonNullable<SeccompSpec['syscalls']>[number]['args']>[number]['op'];

const HOLDS: Readonly<Record<Op, (argument: bigint, value: bigint, valueTwo: bigint) => boolean>> = {
  SCMP_CMP_NE: (argument, value) => argument !== value,
  SCMP_CMP_LT: (argument, value) => argument < value,
  SCMP_CMP_LE: (argument, value) => argument <= value,
  SCMP_CMP_EQ: (argument, value) => argument === value,
  SCMP_CMP_GE: (argument, value) => argument >= value,
  SCMP_CMP_GT: (argument, value) => argument > value,
  SCMP_CMP_MASKED_EQ: (argument, value, valueTwo) => (argument & value) === valueTwo,
};

const VALUES = [0, 1, 0x7fffffff, 0xffffffff, 2 ** 32, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER];
const ARGUMENTS = [...VALUES, ...VALUES.map((value) => value + 1)].map(BigInt).concat([2n ** 64n - 1n, 2n ** 63n]);

describe('a condition', () => {
  it.each(Object.keys(HOLDS) as Op[])('%s is as 64-bit arithmetic has it', (op) => {
    for (const value of VALUES) {
      for (const valueTwo of op === 'SCMP_CMP_MASKED_EQ' ? VALUES : [0]) {
        const args = [{ index: 3, op, value, valueTwo }];
        const { filter } = compileSeccomp(
          { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['read'], action: 'SCMP_ACT_ERRNO', args }] },
          'x64',
        );
        for (const argument of ARGUMENTS) {
          const said = runFilter(filter, { number: 0, architecture: X86_64, args: [0n, 0n, 0n, argument] });
          const holds = HOLDS[op](argument, BigInt(value), BigInt(valueTwo));
          expect([op, value, valueTwo, argument, said]).toEqual([op, value, valueTwo, argument, holds ? EPERM : ALLOW]);
        }
      }
    }
  });

  it('must hold with all others, unless two are about the same argument: as runc has it', () => {
    const spec = (second: number): SeccompSpec => ({
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [
        {
          names: ['read'],
          action: 'SCMP_ACT_ERRNO',
          errnoRet: 7,
          args: [
            { index: 0, op: 'SCMP_CMP_EQ', value: 1 },
            { index: second, op: 'SCMP_CMP_EQ', value: 2 },
          ],
        },
      ],
    });
    expect([judge(spec(1), 'read', 1, 2), judge(spec(1), 'read', 1, 3), judge(spec(1), 'read', 2, 2)]).toEqual([
      errno(7),
      ALLOW,
      ALLOW,
    ]);
    expect([judge(spec(0), 'read', 1), judge(spec(0), 'read', 2), judge(spec(0), 'read', 3)]).toEqual([
      errno(7),
      errno(7),
      ALLOW,
    ]);
  });
});

describe('a filter', () => {
  it('answers each call of the table as its rules say, whatever lies between them', () => {
    const names = [...syscallNumbers('x86_64').keys()];
    // A rule of its own for every call, with conditions in many: jumps over more than 255 instructions.
    const syscalls = names.map((name, index) => ({
      names: [name],
      action: 'SCMP_ACT_ERRNO' as const,
      errnoRet: (index % 4000) + 1,
      ...(index % 3 === 0 ? { args: [{ index: 5, op: 'SCMP_CMP_GE' as const, value: index }] } : {}),
    }));
    const spec: SeccompSpec = { defaultAction: 'SCMP_ACT_KILL_PROCESS', syscalls };
    const { filter } = compileSeccomp(spec, 'x64');
    expect(filter.byteLength / 8).toBeGreaterThan(700);
    for (const [index, name] of names.entries()) {
      const answer = (last: number) =>
        runFilter(filter, { number: number(name), architecture: X86_64, args: [0n, 0n, 0n, 0n, 0n, BigInt(last)] });
      expect([name, answer(index)]).toEqual([name, errno((index % 4000) + 1)]);
      if (index % 3 === 0 && index > 0) expect([name, answer(index - 1)]).toEqual([name, KILL]);
    }
  });

  it('puts rules with conditions before those without', () => {
    const spec: SeccompSpec = {
      defaultAction: 'SCMP_ACT_KILL',
      syscalls: [
        { names: ['read'], action: 'SCMP_ACT_ALLOW' },
        { names: ['read'], action: 'SCMP_ACT_TRAP', args: [{ index: 0, op: 'SCMP_CMP_EQ', value: 9 }] },
      ],
    };
    expect([judge(spec, 'read', 9), judge(spec, 'read', 8), judge(spec, 'write')]).toEqual([0x30000, ALLOW, 0]);
  });

  it('kills where the architecture is none that is listed', () => {
    const spec: SeccompSpec = { defaultAction: 'SCMP_ACT_ALLOW' };
    const { filter } = compileSeccomp(spec, 'x64');
    expect(runFilter(filter, { number: 0, architecture: I386, args: [] })).toBe(KILL);
    expect(runFilter(filter, { number: 0, architecture: ARM64, args: [] })).toBe(KILL);
    expect(judge(spec, 0x40000000)).toBe(KILL);
    expect(judge(spec, 0)).toBe(ALLOW);
  });

  it('judges calls of x86 and x32 by their own numbers, where they are listed', () => {
    const spec: SeccompSpec = {
      defaultAction: 'SCMP_ACT_ALLOW',
      architectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
      syscalls: [{ names: ['ptrace'], action: 'SCMP_ACT_ERRNO' }],
    };
    const { filter } = compileSeccomp(spec, 'x64');
    const i386 = (call: number) => runFilter(filter, { number: call, architecture: I386, args: [] });
    expect([i386(number('ptrace', 'i386')), i386(number('ptrace'))]).toEqual([EPERM, ALLOW]);
    expect(judge(spec, 0x40000000 + number('ptrace', 'x32'))).toBe(EPERM);
    expect(judge(spec, 0x40000000 + number('ptrace'))).toBe(ALLOW);
  });

  it('leaves names out that nobody knows, and answers ENOSYS to calls newer than all that it knows', () => {
    const spec: SeccompSpec = {
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [{ names: ['read', 'write', 'no_such_call'], action: 'SCMP_ACT_ALLOW' }],
    };
    expect([judge(spec, 'read'), judge(spec, 'write'), judge(spec, 'open')]).toEqual([ALLOW, ALLOW, ENOSYS]);
    const more = {
      ...spec,
      syscalls: [...(spec.syscalls ?? []), { names: ['futex_waitv'], action: 'SCMP_ACT_LOG' as const }],
    };
    expect([judge(more, 'open'), judge(more, 'futex_waitv'), judge(more, 9999)]).toEqual([EPERM, 0x7ffc0000, ENOSYS]);
    expect(judge({ ...spec, defaultAction: 'SCMP_ACT_LOG' }, 9999)).toBe(0x7ffc0000);
  });

  it('passes flags on', () => {
    const flags = ['SECCOMP_FILTER_FLAG_LOG', 'SECCOMP_FILTER_FLAG_SPEC_ALLOW'] as const;
    expect(compileSeccomp({ defaultAction: 'SCMP_ACT_ALLOW', flags: [...flags] }, 'x64').flags).toBe(6);
  });

  it('is refused where it is longer than the kernel takes', () => {
    const args = Array.from({ length: 6 }, (_, index) => ({ index, op: 'SCMP_CMP_GT' as const, value: 2 ** 40 }));
    const syscalls = [...syscallNumbers('x86_64').keys()].map((name) => ({
      names: [name],
      action: 'SCMP_ACT_LOG' as const,
      args,
    }));
    expect(() => compileSeccomp({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }, 'x64')).toThrow(/4096/);
  });
});

describe('the default filter', () => {
  const spec = defaultSeccomp('x64');

  it.each([
    ['read', [], ALLOW],
    ['clone', [0x11], ALLOW],
    ['clone', [0x10000011], EPERM],
    ['clone', [0x00020000], EPERM],
    ['clone3', [], ENOSYS],
    ['unshare', [0x10000000], EPERM],
    ['mount', [], EPERM],
    ['setns', [], EPERM],
    ['keyctl', [], EPERM],
    ['bpf', [], EPERM],
    ['io_uring_setup', [], EPERM],
    ['kexec_load', [], EPERM],
    ['ioctl', [0, 0x5401], ALLOW],
    ['ioctl', [0, 0x5412], EPERM],
    ['ioctl', [0, 0x1_0000_5412], EPERM],
    ['ioctl', [0, 0xffff_0000_541c], EPERM],
    ['personality', [0], ALLOW],
    ['personality', [0x0400000], EPERM],
    ['socket', [1], ALLOW],
    ['socket', [40], EPERM],
    ['ptrace', [], ALLOW],
  ] as const)('%s %j', (name, args, answer) => {
    expect(judge(spec, name, ...args)).toBe(answer);
  });

  it('judges 32-bit calls too', () => {
    const { filter } = compileSeccomp(spec, 'x64');
    const i386 = (name: string) =>
      runFilter(filter, { number: number(name, 'i386'), architecture: I386, args: [0n, 0x5412n] });
    expect([i386('read'), i386('mount'), i386('ioctl')]).toEqual([ALLOW, EPERM, EPERM]);
  });

  it('knows arm64', () => {
    const { filter } = compileSeccomp(defaultSeccomp('arm64'), 'arm64');
    const arm = (name: string) => runFilter(filter, { number: number(name, 'arm64'), architecture: ARM64, args: [] });
    expect([arm('read'), arm('openat'), arm('unshare'), arm('clone3')]).toEqual([ALLOW, ALLOW, EPERM, ENOSYS]);
    expect(number('read', 'arm64')).toBe(63);
    expect(number('clone3', 'arm64')).toBe(435);
  });

  it('names calls that exist', () => {
    const known = new Set((['x86_64', 'i386', 'arm64'] as const).flatMap((table) => [...syscallNumbers(table).keys()]));
    const names = (spec.syscalls ?? []).flatMap((rule) => rule.names);
    expect(names.filter((name) => known.has(name)).length).toBeGreaterThan(350);
  });
});
