import { join } from 'node:path/posix';
import type { EffectiveLimit } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import { type CgroupFiles, type CgroupPlace, folderOf, waysUp } from './cgroup-files.ts';
import { hostilePath } from './hostile-path.ts';
import type { ResourceReader } from './resource.ts';
import { countList } from './values.ts';

interface Cpus {
  readonly list: string;
  readonly count: number;
}

/** The CPUs that may be used: `cpuset.cpus.effective` of version 2, `cpuset.effective_cpus` of version 1; cpuset(7). */
export const cpuset: ResourceReader = {
  resource: 'cpuset',
  controllers: ['cpuset'],
  effective(files, target): EffectiveLimit {
    const { place } = target;
    if ('unread' in place) return { resource: 'cpuset', limit: place, own: false };
    const name = place.value.hierarchy.version === 2 ? 'cpuset.cpus.effective' : 'cpuset.effective_cpus';
    const levels = waysUp(place.value).map((level) => ({ level, cpus: cpusOf(files, level, name) }));
    // Where the controller is not enabled the CPUs are those of the level above.
    const nearest = levels.find(({ cpus }) => !('unread' in cpus && cpus.unread.reason === 'off'));
    if (nearest === undefined) return { resource: 'cpuset', limit: unread('off'), own: false };
    if ('unread' in nearest.cpus) return { resource: 'cpuset', limit: nearest.cpus, own: false };
    const { list, count } = nearest.cpus.value;
    const root = levels.at(-1)?.cpus;
    // The outermost level with just these CPUs took the others away; with all of the root's nothing is limited.
    const limited = root === undefined || 'unread' in root || root.value.count !== count;
    const setBy = limited
      ? levels.findLast(({ cpus }) => 'value' in cpus && cpus.value.list === list)?.level
      : undefined;
    return {
      resource: 'cpuset',
      limit: { value: { kind: 'cpus', list, count } },
      ...(setBy === undefined ? {} : { setBy: hostilePath(`/${setBy.below}`) }),
      own: target.isOwn(setBy),
      limitFile: hostilePath(join(folderOf(nearest.level), name)),
    };
  },
};

function cpusOf(files: CgroupFiles, level: CgroupPlace, name: string): Reading<Cpus> {
  return files.within(level, (folder) => {
    const text = folder.read(name);
    if (typeof text === 'number') return text === -ENOENT ? unread('off') : unreadFromErrno(text);
    const list = text.trim();
    const count = countList(list);
    return count === undefined ? unread('error', 'EINVAL') : { value: { list, count } };
  });
}
