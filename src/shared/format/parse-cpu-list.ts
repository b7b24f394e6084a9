import type { Parsed } from './parsed.ts';

/** Characters that a list may have. */
const LIST_LIMIT = 4096;

/** A list of CPUs as the kernel writes it, cpuset(7): `0-3,8`. */
export function parseCpuList(text: string): Parsed<string> {
  const list = text.trim().replace(/\s*([,-])\s*/g, '$1');
  if (list.length > LIST_LIMIT) return { error: 'The list is too long.' };
  for (const part of list.split(',')) {
    const [match, first = '', last = first] = /^(0|[1-9]\d{0,4})(?:-(0|[1-9]\d{0,4}))?$/.exec(part) ?? [];
    if (match === undefined) return { error: 'Write a list of CPUs such as 0-3,8.' };
    if (Number(last) < Number(first)) return { error: `${part} runs backwards: write ${last}-${first}.` };
  }
  return { value: list };
}
