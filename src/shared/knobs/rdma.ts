import { VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const BOTH = {
  'rdma.max text': 'Limits on handles and objects of each RDMA network device: at them, no more can be opened.',
  'rdma.current text': 'Handles and objects in use on each RDMA network device.',
  'rdma.peak text': 'The most handles and objects that have been in use on each RDMA network device.',
  'rdma.events text': 'How often a limit here or below refused handles and objects of each RDMA network device.',
  'rdma.events.local text': 'The same counts as rdma.events, but of this cgroup alone.',
};

export const RDMA: ControllerWords = {
  controller: 'rdma',
  meaning: 'Limits the use of network devices that access memory directly (RDMA).',
  knobs: [
    ...knobs(2, `${VERSION_2}#rdma-interface-files`, BOTH),
    ...knobs(1, `${VERSION_1}/rdma.html#usage-examples`, BOTH),
  ],
};
