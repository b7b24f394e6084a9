import type { KnobUnit, KnobWords } from './knob-words.ts';

/** A file and its unit, such as `memory.max bytes`, by the sentence on it. */
type Table = Readonly<Record<`${string} ${KnobUnit}`, string>>;

/** The files of one version that one section of the kernel's documents describes. */
export function knobs(version: 1 | 2, doc: string, table: Table): KnobWords[] {
  return Object.entries(table).map(([key, meaning]) => {
    const space = key.lastIndexOf(' ');
    return { file: key.slice(0, space), version, unit: key.slice(space + 1) as KnobUnit, meaning, doc };
  });
}
