import { VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

export const DMEM: ControllerWords = {
  controller: 'dmem',
  meaning: 'Limits and protects memory of devices, such as graphics cards.',
  knobs: knobs(2, `${VERSION_2}#dmem-interface-files`, {
    'dmem.max keyed':
      'Hard limits on memory of each device, in bytes: at them, it is taken back or no more can be had.',
    'dmem.low keyed':
      'Protected memory of each device, in bytes: taken back only when no unprotected memory is left to take.',
    'dmem.min keyed': 'Protected memory of each device, in bytes: never taken back.',
    'dmem.current keyed': 'Memory of each device in use here and below, in bytes.',
    'dmem.peak keyed': 'The most memory of each device that has been in use here and below, in bytes.',
    'dmem.capacity keyed': 'Memory that each device has, in bytes.',
  }),
};
