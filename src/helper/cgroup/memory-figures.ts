import type { MemoryFigures } from '../../shared/model/sample.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { CgroupFolder } from './open-folder.ts';
import { fileUnread, flatKey, numberIn, numberReading, present } from './values.ts';

/** Memory by kinds, in bytes: `memory.stat` and the files beside it; "Memory" of the cgroup-v2 document, memory.rst. */
export function memoryFigures(folder: CgroupFolder, version: 1 | 2): Reading<MemoryFigures> {
  const current = numberReading(folder.read(version === 2 ? 'memory.current' : 'memory.usage_in_bytes'));
  if ('unread' in current) return current;
  const stat = folder.read('memory.stat');
  if (typeof stat === 'number') return fileUnread(stat);
  const figures = (version === 2 ? figuresOfVersion2 : figuresOfVersion1)(folder, stat, current.value);
  return figures === undefined ? unread('error', 'EINVAL') : { value: figures };
}

function figuresOfVersion2(folder: CgroupFolder, stat: ByteString, current: number): MemoryFigures | undefined {
  const anon = flatKey(stat, 'anon');
  const file = flatKey(stat, 'file');
  if (anon === undefined || file === undefined) return undefined;
  const shmem = flatKey(stat, 'shmem') ?? 0;
  const events = folder.read('memory.events');
  const happened = typeof events === 'number' ? '' : events;
  return {
    ...{ current, workingSet: lessInactive(current, flatKey(stat, 'inactive_file')), anon, shmem },
    file: Math.max(0, file - shmem),
    ...present({
      kernel: flatKey(stat, 'kernel') ?? sumOf(stat, KERNEL_KEYS),
      swap: numberIn(folder.read('memory.swap.current')),
      peak: numberIn(folder.read('memory.peak')),
      oomKills: flatKey(happened, 'oom_kill'),
      oomGroupKills: flatKey(happened, 'oom_group_kill'),
    }),
  };
}

/** With the keys that add up what is below. `oom_kill` is of this very cgroup: version 1 has no sum of it. */
function figuresOfVersion1(folder: CgroupFolder, stat: ByteString, current: number): MemoryFigures | undefined {
  const anon = flatKey(stat, 'total_rss');
  const cache = flatKey(stat, 'total_cache');
  if (anon === undefined || cache === undefined) return undefined;
  const shmem = flatKey(stat, 'total_shmem') ?? 0;
  const oom = folder.read('memory.oom_control');
  const inactive = flatKey(stat, 'total_inactive_file') ?? Infinity;
  return {
    workingSet: lessInactive(current, inactive < current ? inactive : flatKey(stat, 'inactive_file')),
    ...{ current, anon, shmem },
    file: Math.max(0, cache - shmem),
    ...present({
      kernel: numberIn(folder.read('memory.kmem.usage_in_bytes')),
      swap: flatKey(stat, 'total_swap'),
      peak: numberIn(folder.read('memory.max_usage_in_bytes')),
      oomKills: typeof oom === 'number' ? undefined : flatKey(oom, 'oom_kill'),
    }),
  };
}

/** As `docker stats` reckons: where the counters of the CPUs lag behind so far that nothing would be left, all of it. */
function lessInactive(current: number, inactive = 0): number {
  return inactive < current ? current - inactive : current;
}

/** What `kernel` is the sum of, before Linux 5.18. */
const KERNEL_KEYS = ['kernel_stack', 'slab', 'pagetables', 'sec_pagetables', 'percpu', 'sock', 'vmalloc'];

function sumOf(stat: ByteString, keys: readonly string[]): number | undefined {
  const parts = keys.map((key) => flatKey(stat, key)).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0);
}
