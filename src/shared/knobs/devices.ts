import { VERSION_1 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

export const DEVICES: ControllerWords = {
  controller: 'devices',
  meaning: 'Decides which device files processes may create, read and write.',
  knobs: knobs(1, `${VERSION_1}/devices.html#user-interface`, {
    'devices.list text':
      'Devices that may be read (r), written (w) or created (m), by type and number; a *:* means all that were not denied.',
    'devices.allow text': 'Writing a device allows it, as far as the cgroup above does.',
    'devices.deny text': 'Writing a device forbids it here and below.',
  }),
};
