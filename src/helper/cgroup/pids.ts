import type { ResourceReader } from './resource.ts';
import { smallestAmount, withUse } from './resource.ts';
import { oneFileLimit } from './smallest.ts';
import { numberReading } from './values.ts';

/** `pids.max` and `pids.current`, the same in both versions. The count is of tasks: threads count too. */
export const pids: ResourceReader = {
  resource: 'pids',
  controllers: ['pids'],
  effective(files, target, memo) {
    const limit = smallestAmount('pids', files, target, memo, () => ({
      name: 'pids.max',
      level: oneFileLimit('pids.max'),
    }));
    if ('unread' in target.place) return limit;
    const place = target.place.value;
    return withUse(limit, target, place, 'pids.current', () =>
      files.within(place, (folder) => numberReading(folder.read('pids.current'))),
    );
  },
};
