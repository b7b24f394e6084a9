import { VERSION_1 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

export const NET_PRIO: ControllerWords = {
  controller: 'net_prio',
  meaning: 'Sets the priority of network traffic for each network interface.',
  knobs: knobs(1, `${VERSION_1}/net_prio.html`, {
    'net_prio.ifpriomap keyed': 'Priority of traffic that these processes send, for each network interface.',
    'net_prio.prioidx text': 'Number by which the kernel knows this cgroup; it says nothing about priority.',
  }),
};
