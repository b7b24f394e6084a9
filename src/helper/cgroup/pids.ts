import type { LevelCounts } from '../../shared/model/ladder.ts';
import type { PidsFigures } from '../../shared/model/sample.ts';
import { mapReading, type Reading } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
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
        const local = folder.read('pids.events.local');
        if (typeof local === 'string') return present({ max: flatKey(local, 'max') });
        return own && local === -ENOENT ? refusedForks(folder) : {};
      },
    },
  },
  bind: smallestAmount,
};

/** Before Linux 6.11, and of version 1, `max` counts where the task was that could not fork, whichever level refused. */
function refusedForks(folder: CgroupFolder): LevelCounts {
  const events = folder.read('pids.events');
  return typeof events === 'number' ? {} : present({ refused: flatKey(events, 'max') });
}

export function pidsFigures(folder: CgroupFolder): Reading<PidsFigures> {
  return mapReading(numberReading(folder.read('pids.current')), (current) => ({
    current,
    ...present({ peak: numberIn(folder.read('pids.peak')) }),
  }));
}
