import type { LimitChange } from '../../shared/model/limit-change.ts';
import { parseAmount } from '../cgroup/values.ts';
import { BadValue, type ControlWrite, type EditSources, type LimitFiles, type SwapEdit } from './limit-edit.ts';

type MemoryChange = Extract<LimitChange, { limit: 'memory' | 'memory-high' }>;
type PidsChange = Extract<LimitChange, { limit: 'pids' }>;
type Amount = number | 'max';

const MEMORY_V1 = 'memory.limit_in_bytes';
const SWAP_V1 = 'memory.memsw.limit_in_bytes';

/** `memory.max` or `memory.high` of version 2. */
export function memoryOfVersion2(file: 'memory.max' | 'memory.high'): LimitFiles<MemoryChange> {
  return {
    content: (_, read) => read(file),
    edit({ limit, value }, { read, pageSize }) {
      const before = read(file);
      if (typeof before === 'number') return before;
      const after = wholePages(value, pageSize);
      const swap = limit === 'memory' ? swapOfVersion2(parseAmount(before), after, read) : undefined;
      return {
        ...{ file, before, after: String(after) },
        writes: [{ file, text: String(after), restore: before }],
        isTaken: (content) => parseAmount(content) === after,
        ...undoOf(before, (old) => ({ limit, value: old })),
        ...(swap === undefined ? {} : { swap }),
      };
    },
  };
}

/** Swap has a limit of its own, which stays: only runtimes speak of both together. */
function swapOfVersion2(before: Amount | undefined, after: Amount, read: EditSources['read']): SwapEdit | undefined {
  const content = read('memory.swap.max');
  const own = typeof content === 'number' ? undefined : parseAmount(content);
  if (own === undefined || before === undefined) return undefined;
  return { before: sum(before, own), after: sum(after, own) };
}

/**
 * `memory.limit_in_bytes` of version 1. The limit of memory and swap together (`memory.memsw.limit_in_bytes`) may not be
 * below it: it follows, so that as much swap is allowed as before.
 */
export const memoryOfVersion1: LimitFiles<MemoryChange> = {
  content: (_, read) => read(MEMORY_V1),
  edit({ limit, value }, { read, pageSize }) {
    const before = read(MEMORY_V1);
    if (typeof before === 'number') return before;
    const old = parseAmount(before);
    const after = wholePages(value, pageSize);
    const write: ControlWrite = { file: MEMORY_V1, text: textOfVersion1(after), restore: before };
    const together = read(SWAP_V1);
    const swap = typeof together === 'number' ? undefined : swapOfVersion1(old, parseAmount(together), after);
    const keepsSwap = swap === undefined || swap.before !== 'max';
    return {
      ...{ file: MEMORY_V1, before, after: after === 'max' ? largestPageCounter(pageSize) : String(after) },
      writes: typeof together === 'number' ? [write] : ordered(write, together, swap),
      isTaken: (content) => parseAmount(content) === after,
      // What swap was allowed is lost with the last limit.
      ...(after === 'max' && swap?.before !== swap?.after && keepsSwap
        ? {}
        : undoOf(before, (amount) => ({ limit, value: amount }))),
      ...(swap === undefined ? {} : { swap }),
    };
  },
};

function swapOfVersion1(before: Amount | undefined, together: Amount | undefined, after: Amount): SwapEdit | undefined {
  if (before === undefined || together === undefined) return undefined;
  if (together === 'max' || before === 'max') return { before: together, after: together };
  return { before: together, after: sum(after, together - before) };
}

/** The kernel refuses each write after which memory alone would be allowed more than memory and swap together. */
function ordered(write: ControlWrite, together: string, swap: SwapEdit | undefined): readonly ControlWrite[] {
  if (swap === undefined || swap.before === swap.after) return [write];
  const second = { file: SWAP_V1, text: textOfVersion1(swap.after), restore: together };
  return isMore(swap.after, swap.before) ? [second, write] : [write, second];
}

/** `pids.max`, the same in both versions. */
export const pids: LimitFiles<PidsChange> = {
  content: (_, read) => read('pids.max'),
  edit({ value }, { read }) {
    const before = read('pids.max');
    if (typeof before === 'number') return before;
    return {
      ...{ file: 'pids.max', before, after: String(value) },
      writes: [{ file: 'pids.max', text: String(value), restore: before }],
      isTaken: (content) => parseAmount(content) === value,
      ...undoOf(before, (old) => ({ limit: 'pids', value: old })),
    };
  },
};

/** The kernel counts pages: what is left over does not count. */
function wholePages(value: Amount, pageSize: number): Amount {
  if (value === 'max') return value;
  if (value < pageSize) throw new BadValue(`less than a page of ${pageSize} bytes`);
  return value - (value % pageSize);
}

function textOfVersion1(amount: Amount): string {
  return amount === 'max' ? '-1' : String(amount);
}

/** What version 1 shows where there is no limit: PAGE_COUNTER_MAX of the kernel. */
function largestPageCounter(pageSize: number): string {
  return String(2n ** 63n - BigInt(pageSize));
}

function undoOf(before: string, change: (amount: Amount) => LimitChange): { readonly undo?: LimitChange } {
  const amount = parseAmount(before);
  const isExact = amount === 'max' || (amount !== undefined && amount >= 1 && Number.isSafeInteger(amount));
  return isExact ? { undo: change(amount) } : {};
}

function sum(a: Amount, b: Amount): Amount {
  return a === 'max' || b === 'max' ? 'max' : a + b;
}

function isMore(a: Amount, b: Amount): boolean {
  return b !== 'max' && (a === 'max' || a > b);
}
