import { PRESSURE, VERSION_2 } from './docs.ts';
import { knobs } from './table.ts';

export const MEMORY_V2 = [
  ...knobs(2, `${VERSION_2}#memory-interface-files`, {
    'memory.current bytes': 'Memory in use by this cgroup and those below it, file cache included.',
    'memory.peak bytes': 'The most memory that this cgroup and those below it have ever used.',
    'memory.min bytes':
      'Protected memory: up to this much is never taken back, even if the kernel has to kill a process instead.',
    'memory.low bytes':
      'Protected memory: up to this much is taken back only when no unprotected memory is left to take.',
    'memory.high bytes':
      'Soft limit: above it the kernel takes memory back and slows the processes down, but kills nothing.',
    'memory.max bytes':
      'Hard limit: at it the kernel takes memory back, and when that is not enough kills a process of this cgroup.',
    'memory.oom.group switch':
      'When on, running out of memory kills all processes of this cgroup together instead of one of them.',
    'memory.events keyed':
      'How often memory protections and limits took effect here and below, and how many processes were killed.',
    'memory.events.local keyed': 'The same counts as memory.events, but of this cgroup alone.',
    'memory.stat keyed': 'What the memory is used for and what the kernel did to manage it, here and below.',
    'memory.numa_stat text': 'What the memory is used for, in bytes on each memory node.',
    'memory.reclaim text': 'Writing an amount makes the kernel try to take back that much memory at once.',
    'memory.swap.current bytes': 'Swap space in use by this cgroup and those below it.',
    'memory.swap.peak bytes': 'The most swap space that this cgroup and those below it have ever used.',
    'memory.swap.high bytes':
      'Above this much swap, processes that need more memory are slowed down, so that somebody can step in.',
    'memory.swap.max bytes': 'Hard limit on swap: at it, no more memory of this cgroup is moved to a swap device.',
    'memory.swap.events keyed': 'How often swap use went over a limit, or found no space.',
    'memory.zswap.current bytes': 'Memory that swapped memory takes up where it is kept compressed (zswap).',
    'memory.zswap.max bytes':
      'Hard limit on compressed swap in memory (zswap): at it, nothing is added until some of it is used or written out.',
    'memory.zswap.writeback switch':
      'When off, no memory is written to swap devices, though it may still be kept compressed in memory (zswap).',
  }),
  ...knobs(2, PRESSURE, {
    'memory.pressure text':
      'Share of time in which processes waited for memory: at least one of them (some), or all at once (full).',
  }),
];
