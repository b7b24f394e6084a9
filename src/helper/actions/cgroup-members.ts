import type { ByteString } from '../../shared/text/display.ts';
import type { CgroupFiles, CgroupPlace } from '../cgroup/cgroup-files.ts';

/** A container may make as many cgroups as it likes: so many are looked into. */
const MOST_CGROUPS = 2000;

/**
 * The pids in a cgroup and in those below it; without those of threaded cgroups, which their domain lists. `undefined`
 * where there are more cgroups than are looked into.
 */
export function pidsBelow(files: CgroupFiles, place: CgroupPlace): readonly number[] | undefined {
  const pids = new Set<number>();
  const left: ByteString[] = [place.below];
  for (let count = 0; count < MOST_CGROUPS; count++) {
    const below = left.pop();
    if (below === undefined) break;
    const folder = files.open({ ...place, below });
    if (typeof folder === 'number') continue;
    try {
      const text = folder.read('cgroup.procs');
      // 0 stands for a process outside of this pid namespace.
      for (const line of typeof text === 'number' ? [] : text.split('\n')) if (Number(line) > 0) pids.add(Number(line));
      left.push(...folder.folderNames().map((name) => (below === '' ? name : `${below}/${name}`)));
    } finally {
      folder.close();
    }
  }
  return left.length === 0 ? [...pids] : undefined;
}
