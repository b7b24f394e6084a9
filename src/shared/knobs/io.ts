import { IO_V1 } from './io-v1.ts';
import { IO_V2 } from './io-v2.ts';
import type { ControllerWords } from './knob-words.ts';

export const IO: ControllerWords = {
  controller: 'io',
  meaning: 'Divides, limits and counts reads and writes on disks and other block devices.',
  knobs: [...IO_V2, ...IO_V1],
};
