import type { LevelCounts } from '../../shared/model/ladder.ts';
import type { PidsFigures } from '../../shared/model/sample.ts';
import { mapReading, type Reading } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import type { Content } from './control-file.ts';
import type { LadderSource } from './ladder-source.ts';
import type { CgroupFolder } from './open-folder.ts';
import { amountFile, numberFile, smallestAmount } from './smallest.ts';
import { flatKey, numberIn, numberReading, present } from './values.ts';

const LIMIT = { ...amountFile('pids.max'), use: numberFile('pids.current') };

/** `pids.max` and `pids.current`. The count is of tasks: threads count too. */
export const pids: LadderSource = {
  kind: 'pids',
  controllers: ['pids'],
  versions: {
    1: { ...LIMIT, counts: (folder, own) => (own ? refusedForks(folder) : {}) },
    2: {
      ...LIMIT,
      counts(folder, own) {
        if (own && folder.read('pids.events.local') === -ENOENT) return refusedForks(folder);
        return folder.made('pids.events.local', maxIn);
      },
    },
  },
  bind: smallestAmount,
};

/** Before Linux 6.11, and of version 1, `max` counts where the task was that could not fork, whichever level refused. */
function refusedForks(folder: CgroupFolder): LevelCounts {
  return folder.made('pids.events', refusedIn);
}

function refusedIn(events: Content): LevelCounts {
  return typeof events === 'number' ? {} : present({ refused: flatKey(events, 'max') });
}

function maxIn(events: Content): LevelCounts {
  return typeof events === 'number' ? {} : present({ max: flatKey(events, 'max') });
}

export function pidsFigures(folder: CgroupFolder): Reading<PidsFigures> {
  return mapReading(folder.made('pids.current', numberReading), (current) => ({
    current,
    ...present({ peak: folder.made('pids.peak', numberIn) }),
  }));
}
