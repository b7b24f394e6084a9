import type { LevelCounts } from '../../shared/model/ladder.ts';
import { ENOENT } from '../kernel/errno.ts';
import type { Content, Make } from './control-file.ts';
import type { LadderSource } from './ladder-source.ts';
import type { CgroupFolder } from './open-folder.ts';
import { amountFile, numberFile, smallestAmount } from './smallest.ts';
import { flatKey, numberIn, present } from './values.ts';

/** `memory.max` and `memory.current` of version 2, `memory.limit_in_bytes` and `memory.usage_in_bytes` of version 1. */
export const memory: LadderSource = {
  kind: 'memory',
  controllers: ['memory'],
  versions: {
    1: {
      ...amountFile('memory.limit_in_bytes'),
      use: numberFile('memory.usage_in_bytes'),
      // The page counter that refuses counts: that of the level whose limit it is.
      counts: (folder) => folder.made('memory.failcnt', maxIn),
    },
    2: {
      ...amountFile('memory.max'),
      use: numberFile('memory.current'),
      counts: (folder, own) => eventsOf(folder, own, maxEvents),
    },
  },
  bind: smallestAmount,
};

/** `memory.high`, above which version 2 slows allocation down and reclaims; version 1 has none. */
export const memoryHigh: LadderSource = {
  kind: 'memory-high',
  controllers: ['memory'],
  versions: {
    2: {
      ...amountFile('memory.high'),
      use: numberFile('memory.current'),
      counts: (folder, own) => eventsOf(folder, own, highEvents),
    },
  },
  bind: smallestAmount,
};

/**
 * `memory.swap.max` of version 2, `memory.memsw.limit_in_bytes` (memory and swap together) of version 1. Of version 2
 * nothing is counted: `memory.swap.events` adds up what is below, whichever level refused.
 */
export const swap: LadderSource = {
  kind: 'swap',
  controllers: ['memory'],
  versions: {
    1: {
      ...amountFile('memory.memsw.limit_in_bytes'),
      use: numberFile('memory.memsw.usage_in_bytes'),
      counts: (folder) => folder.made('memory.memsw.failcnt', maxIn),
    },
    2: { ...amountFile('memory.swap.max'), use: numberFile('memory.swap.current') },
  },
  bind: smallestAmount,
};

/**
 * What happened at this very level. Before Linux 5.2 there is only `memory.events`, which adds up what is below: it
 * serves for the container, below which there is seldom anything, and not for the levels above.
 */
function eventsOf(folder: CgroupFolder, own: boolean, make: Make<LevelCounts>): LevelCounts {
  const isMissing = own && folder.read('memory.events.local') === -ENOENT;
  return folder.made(isMissing ? 'memory.events' : 'memory.events.local', make);
}

function maxEvents(events: Content): LevelCounts {
  return typeof events === 'number' ? {} : present({ max: flatKey(events, 'max'), oom: flatKey(events, 'oom') });
}

function highEvents(events: Content): LevelCounts {
  return typeof events === 'number' ? {} : present({ high: flatKey(events, 'high') });
}

function maxIn(content: Content): LevelCounts {
  return present({ max: numberIn(content) });
}
