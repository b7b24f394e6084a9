/** What seccomp(2) lets a filter see. */
export interface SeccompData {
  readonly number: number;
  readonly architecture: number;
  readonly args: readonly bigint[];
}

function dataBytes({ number, architecture, args }: SeccompData): DataView {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, number, true);
  view.setUint32(4, architecture, true);
  for (const [index, value] of args.entries()) view.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true);
  return view;
}

/**
 * Runs a classic BPF program as the kernel does: an interpreter of its own, after linux/filter.h and bpf(4).
 *
 * @returns what the program returns
 * @throws {Error} where the kernel would not take the program
 */
export function runFilter(program: Uint8Array, data: SeccompData): number {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const input = dataBytes(data);
  const count = program.byteLength / 8;
  let accumulator = 0;
  for (let at = 0; at < count; at++) {
    const code = view.getUint16(at * 8, true);
    const operand = view.getUint32(at * 8 + 4, true);
    const jump = (isTrue: boolean) => (at += view.getUint8(at * 8 + (isTrue ? 2 : 3)));
    switch (code) {
      case 0x20:
        if (operand % 4 !== 0 || operand > 60) throw new Error(`loads from ${operand}`);
        accumulator = input.getUint32(operand, true);
        break;
      case 0x54:
        accumulator = (accumulator & operand) >>> 0;
        break;
      case 0x05:
        at += operand;
        break;
      case 0x15:
        jump(accumulator === operand);
        break;
      case 0x25:
        jump(accumulator > operand);
        break;
      case 0x35:
        jump(accumulator >= operand);
        break;
      case 0x06:
        return operand;
      default:
        throw new Error(`the instruction ${code} is not known`);
    }
  }
  throw new Error('the program does not end with a return');
}
