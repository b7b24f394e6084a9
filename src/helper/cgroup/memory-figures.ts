import type { MemoryFigures } from '../../shared/model/sample.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { Content } from './control-file.ts';
import type { CgroupFolder } from './open-folder.ts';
import { fileUnread, flatKey, numberIn, numberReading, present } from './values.ts';

/** Memory by kinds, in bytes: `memory.stat` and the files beside it; "Memory" of the cgroup-v2 document, memory.rst. */
export function memoryFigures(folder: CgroupFolder, version: 1 | 2): Reading<MemoryFigures> {
  const current = folder.made(version === 2 ? 'memory.current' : 'memory.usage_in_bytes', numberReading);
  if ('unread' in current) return current;
  const stat = folder.made('memory.stat', version === 2 ? kindsOfVersion2 : kindsOfVersion1);
  if ('unread' in stat) return stat;
  const { anon, file, shmem, inactive, ownInactive, kernel, swap } = stat.value;
  const told = {
    current: current.value,
    workingSet: lessInactive(current.value, inactive < current.value ? inactive : ownInactive),
    anon,
    shmem,
    file,
  };
  const more =
    version === 2
      ? {
          ...{ kernel, swap: folder.made('memory.swap.current', numberIn), peak: folder.made('memory.peak', numberIn) },
          ...folder.made('memory.events', killsOfVersion2),
        }
      : {
          ...{ kernel: folder.made('memory.kmem.usage_in_bytes', numberIn), swap },
          peak: folder.made('memory.max_usage_in_bytes', numberIn),
          // Of this very cgroup: version 1 has no sum of it.
          ...folder.made('memory.oom_control', killsOfVersion1),
        };
  return { value: { ...told, ...present(more) } };
}

/** What `memory.stat` tells, in bytes. */
interface Kinds {
  readonly anon: number;
  readonly file: number;
  readonly shmem: number;
  /** File pages that are inactive; `Infinity` where that is not told. */
  readonly inactive: number;
  /** The same of this cgroup alone, for where the sum is too large. */
  readonly ownInactive?: number | undefined;
  readonly kernel?: number | undefined;
  readonly swap?: number | undefined;
}

function kindsOfVersion2(stat: Content): Reading<Kinds> {
  if (typeof stat === 'number') return fileUnread(stat);
  const anon = flatKey(stat, 'anon');
  const file = flatKey(stat, 'file');
  if (anon === undefined || file === undefined) return unread('error', 'EINVAL');
  const shmem = flatKey(stat, 'shmem') ?? 0;
  const kernel = flatKey(stat, 'kernel') ?? sumOf(stat, KERNEL_KEYS);
  return {
    value: {
      anon,
      shmem,
      file: Math.max(0, file - shmem),
      inactive: flatKey(stat, 'inactive_file') ?? Infinity,
      kernel,
    },
  };
}

/** With the keys that add up what is below. */
function kindsOfVersion1(stat: Content): Reading<Kinds> {
  if (typeof stat === 'number') return fileUnread(stat);
  const anon = flatKey(stat, 'total_rss');
  const cache = flatKey(stat, 'total_cache');
  if (anon === undefined || cache === undefined) return unread('error', 'EINVAL');
  const shmem = flatKey(stat, 'total_shmem') ?? 0;
  const inactive = flatKey(stat, 'total_inactive_file') ?? Infinity;
  const ownInactive = flatKey(stat, 'inactive_file');
  return {
    value: { anon, shmem, file: Math.max(0, cache - shmem), inactive, ownInactive, swap: flatKey(stat, 'total_swap') },
  };
}

type Kills = Pick<MemoryFigures, 'oomKills' | 'oomGroupKills'>;

function killsOfVersion2(events: Content): Kills {
  if (typeof events === 'number') return {};
  return present({ oomKills: flatKey(events, 'oom_kill'), oomGroupKills: flatKey(events, 'oom_group_kill') });
}

function killsOfVersion1(control: Content): Kills {
  return typeof control === 'number' ? {} : present({ oomKills: flatKey(control, 'oom_kill') });
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
