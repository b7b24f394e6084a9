import type { ResourceReader } from './resource.ts';
import { smallestAmount, withUse } from './resource.ts';
import { oneFileLimit } from './smallest.ts';
import { numberReading } from './values.ts';

/** `memory.max` and `memory.current` of version 2, `memory.limit_in_bytes` and `memory.usage_in_bytes` of version 1. */
export const memory: ResourceReader = {
  resource: 'memory',
  controllers: ['memory'],
  effective(files, target, memo) {
    const limit = smallestAmount('memory', files, target, memo, ({ hierarchy }) => {
      const name = hierarchy.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
      return { name, level: oneFileLimit(name) };
    });
    if ('unread' in target.place) return limit;
    const place = target.place.value;
    const name = place.hierarchy.version === 2 ? 'memory.current' : 'memory.usage_in_bytes';
    return withUse(limit, target, place, name, () => files.within(place, (folder) => numberReading(folder.read(name))));
  },
};
