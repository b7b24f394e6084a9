import type { CgroupFiles, CgroupPlace } from '../cgroup/cgroup-files.ts';
import { FREEZER } from '../cgroup/freezer.ts';
import type { CgroupTarget } from '../cgroup/target.ts';
import type { Entry } from '../inventory/entry.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { pidsBelow } from './cgroup-members.ts';
import { isWithinGroup } from './members.ts';

/** A cgroup of a container's own. */
export interface HomeCgroup {
  readonly place: CgroupPlace;
  /** Those in it and below it; `undefined` where it has become too much to look through. */
  readonly pids: () => readonly number[] | undefined;
}

/**
 * The cgroups of a container's own that can be frozen, and in which no process stands that is not the container's: that
 * of version 1 with the freezer, which its runtime uses where there is one, and that of version 2.
 */
export function homeCgroups(
  entry: Entry,
  entries: readonly Entry[],
  files: CgroupFiles,
  proc: ProcessReader,
): readonly HomeCgroup[] {
  const owners = new Map(entries.flatMap((owner) => owner.group.members.map(({ pid }) => [pid, owner] as const)));
  const outside = proc.namespaceInode('self', 'pid');
  const isNested = proc.namespaceInode(entry.group.init.pid, 'pid') !== outside;
  const isForeign = (pid: number): boolean => {
    const owner = owners.get(pid);
    if (owner !== undefined) return !isWithinGroup(owner.group, entry.group);
    // Of the machine, or so new that it is in no list yet.
    return isNested && proc.namespaceInode(pid, 'pid') === outside;
  };
  return [entry.cgroups.target([FREEZER]), entry.cgroups.unified()].flatMap((target): readonly HomeCgroup[] => {
    const place = ownPlace(target);
    if (place === undefined) return [];
    const pids = () => pidsBelow(files, place);
    const standing = pids();
    // Of one that cannot be looked through whole nobody knows who stands in it.
    const isHome = standing !== undefined && standing.length > 0 && !standing.some(isForeign);
    return isHome ? [{ place, pids }] : [];
  });
}

function ownPlace({ own, place }: CgroupTarget): CgroupPlace | undefined {
  return own && 'value' in place && place.value.below !== '' ? place.value : undefined;
}
