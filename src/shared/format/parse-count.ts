import type { Parsed } from './parsed.ts';

/** Reads a whole number from `least` to `most`; `what` names it in an error: `a number of tasks`. */
export function countParser(what: string, least: number, most: number): (text: string) => Parsed<number> {
  return (text) => {
    const trimmed = text.trim();
    if (!/^(?:0|[1-9]\d{0,15})$/.test(trimmed))
      return { error: `Write ${what}: a whole number from ${least} to ${most}.` };
    const count = Number(trimmed);
    if (count < least) return { error: `The least is ${least}.` };
    if (count > most) return { error: `The most is ${most}.` };
    return { value: count };
  };
}
