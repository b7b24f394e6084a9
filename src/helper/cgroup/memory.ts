import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
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
      counts: (folder) => present({ max: numberIn(folder.read('memory.failcnt')) }),
    },
    2: {
      ...amountFile('memory.max'),
      use: numberFile('memory.current'),
      counts(folder, own) {
        const events = eventsOf(folder, own);
        return present({ max: flatKey(events, 'max'), oom: flatKey(events, 'oom') });
      },
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
      counts: (folder, own) => present({ high: flatKey(eventsOf(folder, own), 'high') }),
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
      counts: (folder) => present({ max: numberIn(folder.read('memory.memsw.failcnt')) }),
    },
    2: { ...amountFile('memory.swap.max'), use: numberFile('memory.swap.current') },
  },
  bind: smallestAmount,
};

/**
 * What happened at this very level. Before Linux 5.2 there is only `memory.events`, which adds up what is below: it
 * serves for the container, below which there is seldom anything, and not for the levels above.
 */
function eventsOf(folder: CgroupFolder, own: boolean): ByteString {
  let text = folder.read('memory.events.local');
  if (text === -ENOENT && own) text = folder.read('memory.events');
  return typeof text === 'number' ? '' : text;
}
