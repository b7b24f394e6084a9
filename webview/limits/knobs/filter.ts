import { wordsOf } from '../../../src/shared/knobs/catalogue.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import type { Knob } from '../../../src/shared/model/knob.ts';

/** Whether every word of the filter is in the file's name, its meaning or its value, whatever the case. */
export function matches(knob: Knob, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const meaning = wordsOf(knob.version, knob.file)?.meaning ?? '';
  const value = isRead(knob.value) ? knob.value.value.lines.join('\n') : '';
  const text = `${knob.file}\n${meaning}\n${value}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
