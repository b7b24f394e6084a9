/** Instructions of classic BPF, linux/filter.h and linux/bpf_common.h: what seccomp(2) takes. */
const LD_W_ABS = 0x20;
const AND_K = 0x54;
const JA = 0x05;
const RET_K = 0x06;
const JUMPS = { eq: 0x15, gt: 0x25, ge: 0x35 } as const;

export type Comparison = keyof typeof JUMPS;

/** The farthest that a conditional jump reaches. */
const REACH = 255;
/** struct sock_filter. */
const INSTRUCTION_BYTES = 8;

/** A place in the program to jump to: how many instructions there are from it to the end. */
export type Label = number;

interface Instruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

/**
 * Writes a program from its end to its beginning: BPF only jumps forward, so the target of each jump is known. Each call
 * puts an instruction before all others, which goes on with the one that was first until then, unless it says otherwise.
 */
export class Assembler {
  /** The last instruction first. */
  readonly #reversed: Instruction[] = [];
  readonly #returns = new Map<number, Label>();

  /** How many instructions there are. */
  get length(): number {
    return this.#reversed.length;
  }

  /** @returns where the value is returned: the same place for the same value */
  return(value: number): Label {
    const known = this.#returns.get(value);
    if (known !== undefined) return known;
    const label = this.#put(RET_K, value);
    this.#returns.set(value, label);
    return label;
  }

  /** Reads 4 bytes of struct seccomp_data, and goes on there. */
  load(offset: number, then: Label): Label {
    this.#goTo(then);
    return this.#put(LD_W_ABS, offset);
  }

  /** Keeps these bits of what was read. */
  mask(bits: number, then: Label): Label {
    this.#goTo(then);
    return this.#put(AND_K, bits);
  }

  /** Compares what was read, as numbers without a sign. */
  compare(comparison: Comparison, value: number, ifTrue: Label, ifFalse: Label): Label {
    if (ifTrue === ifFalse) return ifTrue;
    // Where one is too far away a jump that reaches it comes between; that can make the other one too far.
    const near = (label: Label) => this.#reversed.length - label <= REACH - 1;
    const far = [ifTrue, ifFalse].filter((label) => !near(label));
    const relays = new Map(far.map((label) => [label, this.#jump(label)]));
    const target = (label: Label) => relays.get(label) ?? label;
    return this.#put(
      JUMPS[comparison],
      value,
      this.#reversed.length - target(ifTrue),
      this.#reversed.length - target(ifFalse),
    );
  }

  /** The program, which begins at this place. */
  program(start: Label): Uint8Array {
    this.#goTo(start);
    const bytes = new Uint8Array(this.#reversed.length * INSTRUCTION_BYTES);
    const view = new DataView(bytes.buffer);
    for (const [index, { code, jumpTrue, jumpFalse, operand }] of this.#reversed.toReversed().entries()) {
      view.setUint16(index * INSTRUCTION_BYTES, code, true);
      view.setUint8(index * INSTRUCTION_BYTES + 2, jumpTrue);
      view.setUint8(index * INSTRUCTION_BYTES + 3, jumpFalse);
      view.setUint32(index * INSTRUCTION_BYTES + 4, operand, true);
    }
    return bytes;
  }

  #goTo(label: Label): void {
    if (label !== this.#reversed.length) this.#jump(label);
  }

  #jump(label: Label): Label {
    return this.#put(JA, this.#reversed.length - label);
  }

  #put(code: number, operand: number, jumpTrue = 0, jumpFalse = 0): Label {
    this.#reversed.push({ code, jumpTrue, jumpFalse, operand: operand >>> 0 });
    return this.#reversed.length;
  }
}
