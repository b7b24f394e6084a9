import { VERSION_1 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

export const NET_CLS: ControllerWords = {
  controller: 'net_cls',
  meaning: 'Marks network packets with a number that traffic control and firewalls can use.',
  knobs: knobs(1, `${VERSION_1}/net_cls.html`, {
    'net_cls.classid text': 'Number that marks network packets of these processes; 0 means no mark.',
  }),
};
