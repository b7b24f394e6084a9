import type { CgroupFiles, CgroupPlace } from './cgroup-files.ts';
import { flatKey } from './values.ts';

/** The controller's name in version 1; of version 2 freezing is part of every cgroup. */
export const FREEZER = 'freezer';

/**
 * Whether the tasks of a cgroup are stopped by the freezer, by its own or an ancestor's: `frozen` in `cgroup.events`
 * of version 2, `freezer.state` of version 1. False also where that cannot be read.
 */
export function isFrozen(files: CgroupFiles, place: CgroupPlace): boolean {
  const frozen = files.within(place, (folder) => {
    const text = folder.read(place.hierarchy.version === 2 ? 'cgroup.events' : 'freezer.state');
    if (typeof text === 'number') return { value: false };
    return { value: place.hierarchy.version === 2 ? flatKey(text, 'frozen') === 1 : text.trim() === 'FROZEN' };
  });
  return 'value' in frozen && frozen.value;
}
