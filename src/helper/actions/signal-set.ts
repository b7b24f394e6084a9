/** A set of signals as the kernel writes it: bit n-1 stands for signal n; proc_pid_status(5). */
export type SignalSet = bigint;

/** Those that have rules of their own. */
export const KILL = 9;
export const CONT = 18;
export const STOP = 19;

export function hasSignal(set: SignalSet, signal: number): boolean {
  return ((set >> BigInt(signal - 1)) & 1n) === 1n;
}
