import { VERSION_1 } from './docs.ts';
import { knobs } from './table.ts';

const PAGE = `${VERSION_1}/memory.html`;

export const MEMORY_V1 = [
  ...knobs(1, `${PAGE}#usage-in-bytes`, {
    'memory.usage_in_bytes bytes':
      'Memory in use by this cgroup and those below it, file cache included, roughly counted.',
    'memory.memsw.usage_in_bytes bytes': 'Memory and swap together in use by this cgroup and those below it.',
  }),
  ...knobs(1, `${PAGE}#benefits-and-purpose-of-the-memory-controller`, {
    'memory.max_usage_in_bytes bytes': 'The most memory that this cgroup and those below it have used.',
    'memory.memsw.max_usage_in_bytes bytes':
      'The most memory and swap together that this cgroup and those below it have used.',
  }),
  ...knobs(1, `${PAGE}#reclaim`, {
    'memory.limit_in_bytes bytes':
      'Hard limit: at it the kernel takes memory back, and when that is not enough kills a process of this cgroup.',
  }),
  ...knobs(1, `${PAGE}#what-happens-when-a-cgroup-hits-memory-memsw-limit-in-bytes`, {
    'memory.memsw.limit_in_bytes bytes':
      'Hard limit on memory and swap together: at it file cache is dropped, and when that is not enough a process killed.',
  }),
  ...knobs(1, `${PAGE}#soft-limits-deprecated`, {
    'memory.soft_limit_in_bytes bytes':
      'When memory gets scarce, the kernel takes it first from cgroups above this; the newest kernels ignore it.',
  }),
  ...knobs(1, `${PAGE}#failcnt`, {
    'memory.failcnt count': 'How often memory use hit memory.limit_in_bytes.',
    'memory.memsw.failcnt count': 'How often memory and swap together hit memory.memsw.limit_in_bytes.',
  }),
  ...knobs(1, `${PAGE}#stat-file`, {
    'memory.stat keyed': 'What the memory is used for; total_ counts include the cgroups below.',
  }),
  ...knobs(1, `${PAGE}#numa-stat`, {
    'memory.numa_stat text': 'What the memory is used for, in pages on each memory node.',
  }),
  ...knobs(1, `${PAGE}#swappiness`, {
    'memory.swappiness count':
      'How readily memory is swapped out instead of dropping file cache; with 0 the limit never causes swapping.',
  }),
  ...knobs(1, `${PAGE}#oom-control-deprecated`, {
    'memory.oom_control keyed':
      'Whether processes wait when memory runs out (1) instead of being killed (0), and how many were killed.',
  }),
  ...knobs(1, `${PAGE}#hierarchical-accounting-and-reclaim`, {
    'memory.use_hierarchy switch':
      'Whether memory of the cgroups below counts towards the limits of this one; always on since Linux 5.11.',
  }),
  ...knobs(1, `${PAGE}#force-empty`, {
    'memory.force_empty text': 'Writing to it makes the kernel take back as much memory as it can.',
  }),
  ...knobs(1, `${PAGE}#memory-pressure-deprecated`, {
    'memory.pressure_level text': 'Lets programs ask to be told when memory gets scarce; there is nothing to read.',
  }),
  ...knobs(1, `${PAGE}#move-charges-at-task-migration-deprecated`, {
    'memory.move_charge_at_immigrate count':
      'Whether memory counts here once its process moves here: 0 no, 1 own memory, 2 mapped files, 3 both.',
  }),
  ...knobs(1, `${PAGE}#kernel-memory-extension`, {
    'memory.kmem.usage_in_bytes bytes': 'Memory that the kernel itself uses on behalf of this cgroup.',
    'memory.kmem.limit_in_bytes bytes':
      'Limit on memory that the kernel uses on behalf of this cgroup; ignored since Linux 5.16.',
    'memory.kmem.max_usage_in_bytes bytes': 'The most memory that the kernel itself has used on behalf of this cgroup.',
    'memory.kmem.failcnt count': 'How often memory of the kernel hit memory.kmem.limit_in_bytes.',
    'memory.kmem.slabinfo text': 'Which objects the kernel keeps on behalf of this cgroup; empty since Linux 5.9.',
    'memory.kmem.tcp.usage_in_bytes bytes': 'Memory in use for the buffers of TCP connections.',
    'memory.kmem.tcp.limit_in_bytes bytes':
      'Limit on memory for the buffers of TCP connections: at it, the kernel holds the connections back.',
    'memory.kmem.tcp.max_usage_in_bytes bytes': 'The most memory that buffers of TCP connections have used.',
    'memory.kmem.tcp.failcnt count': 'How often buffers of TCP connections hit memory.kmem.tcp.limit_in_bytes.',
  }),
];
