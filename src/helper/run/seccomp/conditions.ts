import type { Assembler, Comparison, Label } from './assembler.ts';
import type { Condition } from './rules.ts';

/** `args` of struct seccomp_data; seccomp(2). */
const ARGUMENTS_AT = 16;

interface Halves {
  readonly low: number;
  readonly high: number;
}

/** A condition on an argument of 64 bits, of which BPF sees one half at a time. */
export function conditionLabel(
  assembler: Assembler,
  { index, op, value, valueTwo = 0 }: Condition,
  ifTrue: Label,
  ifFalse: Label,
): Label {
  const at = ARGUMENTS_AT + 8 * index;
  const wanted = halves(value);
  switch (op) {
    case 'SCMP_CMP_EQ':
      return equal(assembler, at, wanted, ifTrue, ifFalse);
    case 'SCMP_CMP_NE':
      return equal(assembler, at, wanted, ifFalse, ifTrue);
    case 'SCMP_CMP_GT':
      return above(assembler, at, 'gt', wanted, ifTrue, ifFalse);
    case 'SCMP_CMP_GE':
      return above(assembler, at, 'ge', wanted, ifTrue, ifFalse);
    case 'SCMP_CMP_LE':
      return above(assembler, at, 'gt', wanted, ifFalse, ifTrue);
    case 'SCMP_CMP_LT':
      return above(assembler, at, 'ge', wanted, ifFalse, ifTrue);
    case 'SCMP_CMP_MASKED_EQ':
      return equal(assembler, at, halves(valueTwo), ifTrue, ifFalse, wanted);
  }
}

const ALL_BITS: Halves = { low: 0xffff_ffff, high: 0xffff_ffff };

function equal(
  assembler: Assembler,
  at: number,
  wanted: Halves,
  ifTrue: Label,
  ifFalse: Label,
  mask: Halves = ALL_BITS,
): Label {
  const half = (name: keyof Halves, offset: number, then: Label) => {
    // Bits that nobody looks at are not read.
    if (mask[name] === 0 && wanted[name] === 0) return then;
    const compared = assembler.compare('eq', wanted[name], then, ifFalse);
    const masked = mask[name] === 0xffff_ffff ? compared : assembler.mask(mask[name], compared);
    return assembler.load(at + offset, masked);
  };
  return half('high', 4, half('low', 0, ifTrue));
}

function above(
  assembler: Assembler,
  at: number,
  comparison: Comparison,
  wanted: Halves,
  ifTrue: Label,
  ifFalse: Label,
): Label {
  const low = assembler.load(at, assembler.compare(comparison, wanted.low, ifTrue, ifFalse));
  const same = assembler.compare('eq', wanted.high, low, ifFalse);
  return assembler.load(at + 4, assembler.compare('gt', wanted.high, ifTrue, same));
}

/** Of a number that is exact: JavaScript's bit operations know 32 bits only. */
function halves(value: number): Halves {
  return { low: value % 2 ** 32, high: Math.floor(value / 2 ** 32) };
}
