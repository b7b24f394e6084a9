import { SYSCALL_TABLES } from './syscall-tables.ts';

/** Whose system calls have numbers of their own. */
export type SyscallTable = keyof typeof SYSCALL_TABLES;

/** The numbers of all system calls of an architecture, by their names. */
export function syscallNumbers(table: SyscallTable): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  let next = 0;
  for (const word of SYSCALL_TABLES[table].split(' ')) {
    if (/^\d+$/.test(word)) next = Number(word);
    else numbers.set(word, next++);
  }
  return numbers;
}
