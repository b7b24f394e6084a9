import { VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const USE = 'Memory in use in huge pages of this size.';
const PEAK = 'The most memory that has been in use in huge pages of this size.';
const LIMIT =
  'Hard limit on memory in huge pages of this size: a process that touches more gets the signal SIGBUS, which mostly ends it.';
const RESERVED_USE = 'Memory reserved in huge pages of this size.';
const RESERVED_PEAK = 'The most memory that has been reserved in huge pages of this size.';
const RESERVED_LIMIT = 'Hard limit on memory reserved in huge pages of this size: above it, mapping more fails.';
const NODES = 'Memory in use in huge pages of this size, in bytes on each memory node.';

export const HUGETLB: ControllerWords = {
  controller: 'hugetlb',
  meaning: 'Limits memory in huge pages, which programs have to ask for.',
  knobs: [
    ...knobs(2, `${VERSION_2}#hugetlb-interface-files`, {
      'hugetlb.*.current bytes': USE,
      'hugetlb.*.max bytes': LIMIT,
      'hugetlb.*.events keyed': 'How often the limit refused huge pages of this size here or below.',
      'hugetlb.*.events.local keyed': 'How often the limit of this very cgroup refused huge pages of this size.',
      'hugetlb.*.numa_stat text': NODES,
      'hugetlb.*.rsvd.current bytes': RESERVED_USE,
      'hugetlb.*.rsvd.max bytes': RESERVED_LIMIT,
    }),
    ...knobs(1, `${VERSION_1}/hugetlb.html`, {
      'hugetlb.*.usage_in_bytes bytes': USE,
      'hugetlb.*.limit_in_bytes bytes': LIMIT,
      'hugetlb.*.max_usage_in_bytes bytes': PEAK,
      'hugetlb.*.failcnt count': 'How often the limit refused huge pages of this size.',
      'hugetlb.*.numa_stat text': NODES,
      'hugetlb.*.rsvd.usage_in_bytes bytes': RESERVED_USE,
      'hugetlb.*.rsvd.limit_in_bytes bytes': RESERVED_LIMIT,
      'hugetlb.*.rsvd.max_usage_in_bytes bytes': RESERVED_PEAK,
      'hugetlb.*.rsvd.failcnt count': 'How often the limit refused to reserve huge pages of this size.',
    }),
  ],
};
