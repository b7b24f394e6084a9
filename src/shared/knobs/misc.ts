import { VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const DOC = `${VERSION_2}#misc-interface-files`;
const BOTH = {
  'misc.max keyed':
    'Limits on special resources, such as keys to encrypt virtual machines: at them, no more can be had.',
  'misc.current keyed': 'Special resources in use here and below.',
  'misc.peak keyed': 'The most special resources that have been in use here and below.',
  'misc.events keyed': 'How often a limit on special resources was hit here or below.',
  'misc.events.local keyed': 'The same counts as misc.events, but of this cgroup alone.',
  'misc.capacity keyed': 'Special resources that this computer has.',
};

export const MISC: ControllerWords = {
  controller: 'misc',
  meaning: 'Limits special resources of the hardware that are counted one by one.',
  knobs: [...knobs(2, DOC, BOTH), ...knobs(1, DOC, BOTH)],
};
