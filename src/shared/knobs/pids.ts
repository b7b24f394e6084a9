import { VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const BOTH = {
  'pids.max count': 'Most processes and threads that may exist here and below: at it, no new one can be started.',
  'pids.current count': 'Processes and threads that exist here and below.',
  'pids.peak count': 'The most processes and threads that have existed here and below at one time.',
};

export const PIDS: ControllerWords = {
  controller: 'pids',
  meaning: 'Limits how many processes and threads can exist.',
  knobs: [
    ...knobs(2, `${VERSION_2}#pid-interface-files`, {
      ...BOTH,
      'pids.events keyed': 'How often pids.max stopped a process or thread from being started.',
      'pids.events.local keyed': 'The same count as pids.events, but of this cgroup alone.',
    }),
    ...knobs(1, `${VERSION_1}/pids.html#usage`, {
      ...BOTH,
      'pids.events keyed': 'How often a process of this cgroup could not start another because of pids.max.',
    }),
  ],
};
