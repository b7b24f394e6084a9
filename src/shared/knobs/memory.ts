import type { ControllerWords } from './knob-words.ts';
import { MEMORY_V1 } from './memory-v1.ts';
import { MEMORY_V2 } from './memory-v2.ts';

export const MEMORY: ControllerWords = {
  controller: 'memory',
  meaning: 'Counts, limits and protects the memory and swap that processes use.',
  knobs: [...MEMORY_V2, ...MEMORY_V1],
};
