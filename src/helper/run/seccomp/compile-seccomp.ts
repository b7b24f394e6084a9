import type { CompileSeccomp } from '../compile/compile-options.ts';
import type { SeccompSpec } from '../spec/seccomp-schema.ts';
import { SpecError } from '../spec/spec-error.ts';
import { Assembler, type Label } from './assembler.ts';
import { conditionLabel } from './conditions.ts';
import { actionValue, ENOSYS, KILL_PROCESS } from './return-values.ts';
import { type CallRule, rulesByName } from './rules.ts';
import { syscallNumbers, type SyscallTable } from './syscall-numbers.ts';

/** BPF_MAXINSNS of the kernel. */
const MOST_INSTRUCTIONS = 4096;

/** Offsets in struct seccomp_data; seccomp(2). */
const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;

/** Set in the number of a system call of x32, which has the architecture of x86_64. */
const X32_BIT = 0x4000_0000;

const FLAGS = {
  SECCOMP_FILTER_FLAG_TSYNC: 1,
  SECCOMP_FILTER_FLAG_LOG: 2,
  SECCOMP_FILTER_FLAG_SPEC_ALLOW: 4,
  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV: 32,
} as const;

/** AUDIT_ARCH_* of linux/audit.h. */
const AUDIT = { x86_64: 0xc000_003e, i386: 0x4000_0003, arm64: 0xc000_00b7 } as const;

/**
 * Compiles `linux.seccomp` to a filter, as runc and libseccomp understand it: unknown names are left out, the
 * architecture of the machine is always judged, a call of one that is not listed kills the process, and where the default
 * is an error a call that is newer than all that the specification knows answers ENOSYS, so that programs do without it.
 * Unlike libseccomp a rule with conditions comes before one without for the same call.
 *
 * @throws {SpecError} where the filter would be longer than the kernel takes
 */
export const compileSeccomp: CompileSeccomp = (seccomp, architecture) => {
  const assembler = new Assembler();
  const rules = rulesByName(seccomp);
  const listed = new Set(seccomp.architectures ?? []);
  const foreign = assembler.return(KILL_PROCESS);
  const judge = (table: SyscallTable) => tableLabel(assembler, seccomp, rules, table);
  let start: Label = foreign;
  const dispatch = (audit: number, label: Label) => (start = assembler.compare('eq', audit, label, start));
  if (architecture === 'arm64') {
    dispatch(AUDIT.arm64, assembler.load(NUMBER_AT, judge('arm64')));
  } else {
    if (listed.has('SCMP_ARCH_X86')) dispatch(AUDIT.i386, assembler.load(NUMBER_AT, judge('i386')));
    const x32 = listed.has('SCMP_ARCH_X32') ? assembler.mask(X32_BIT - 1, judge('x32')) : foreign;
    const own = assembler.compare('ge', X32_BIT, x32, judge('x86_64'));
    dispatch(AUDIT.x86_64, assembler.load(NUMBER_AT, own));
  }
  start = assembler.load(ARCHITECTURE_AT, start);
  const filter = assembler.program(start);
  if (assembler.length > MOST_INSTRUCTIONS) {
    const message = `makes a filter of ${assembler.length} instructions; the kernel takes ${MOST_INSTRUCTIONS}`;
    throw new SpecError([{ path: 'linux.seccomp', message }]);
  }
  const flags = (seccomp.flags ?? []).reduce((all, flag) => all | FLAGS[flag], 0);
  return { flags, filter };
};

/** Judges the number of a system call, which was read. */
function tableLabel(
  assembler: Assembler,
  seccomp: SeccompSpec,
  rules: ReadonlyMap<string, readonly CallRule[]>,
  table: SyscallTable,
): Label {
  const otherwise = assembler.return(actionValue(seccomp.defaultAction, seccomp.defaultErrnoRet));
  const known = [...syscallNumbers(table)]
    .filter(([name]) => rules.has(name))
    .map(([name, number]) => ({ number, label: rulesLabel(assembler, rules.get(name) ?? [], otherwise) }))
    .toSorted((one, other) => one.number - other.number);
  const newest = known.at(-1)?.number ?? -1;
  const newer = seccomp.defaultAction === 'SCMP_ACT_ERRNO' && newest >= 0 ? assembler.return(ENOSYS) : otherwise;
  // Where each stretch of equal answers begins.
  const stretches: { from: number; label: Label }[] = [{ from: 0, label: otherwise }];
  const begin = (from: number, label: Label) => {
    if (stretches.at(-1)?.from === from) stretches.pop();
    if (stretches.at(-1)?.label !== label) stretches.push({ from, label });
  };
  for (const { number, label } of known) {
    begin(number, label);
    begin(number + 1, otherwise);
  }
  begin(newest + 1, newer);
  return searchLabel(assembler, stretches);
}

function searchLabel(
  assembler: Assembler,
  stretches: readonly { readonly from: number; readonly label: Label }[],
): Label {
  const [first] = stretches;
  const half = stretches.length >> 1;
  const middle = stretches[half];
  if (first === undefined || middle === undefined) throw new RangeError('nothing to search in');
  if (half === 0) return first.label;
  const above = searchLabel(assembler, stretches.slice(half));
  const below = searchLabel(assembler, stretches.slice(0, half));
  return assembler.compare('ge', middle.from, above, below);
}

/** The first rule whose conditions all hold decides. */
function rulesLabel(assembler: Assembler, rules: readonly CallRule[], otherwise: Label): Label {
  let label = otherwise;
  for (const { value, conditions } of rules.toReversed()) {
    const failed = label;
    label = assembler.return(value);
    for (const condition of conditions.toReversed()) label = conditionLabel(assembler, condition, label, failed);
  }
  return label;
}
