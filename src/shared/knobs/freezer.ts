import { VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

export const FREEZER: ControllerWords = {
  controller: 'freezer',
  meaning: 'Stops all processes at once and lets them go on later.',
  knobs: [
    ...knobs(2, `${VERSION_2}#core-interface-files`, {
      'cgroup.freeze switch': 'When on, all processes here and below stand still until it is off again.',
    }),
    ...knobs(1, `${VERSION_1}/freezer-subsystem.html`, {
      'freezer.state text':
        'Whether the processes here and below run (THAWED), are being stopped (FREEZING) or stand still (FROZEN).',
      'freezer.self_freezing switch': 'Whether this cgroup itself was told to freeze.',
      'freezer.parent_freezing switch': 'Whether a cgroup above this one was told to freeze.',
    }),
  ],
};
