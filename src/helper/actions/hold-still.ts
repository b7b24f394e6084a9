import { setTimeout as sleep } from 'node:timers/promises';
import type { CgroupFiles, CgroupPlace } from '../cgroup/cgroup-files.ts';
import { writeControl } from '../cgroup/control-write.ts';
import type { OpenFolder } from '../cgroup/open-folder.ts';
import { flatKey } from '../cgroup/values.ts';

/** So long, in milliseconds, a cgroup is given to freeze: a task in an uninterruptible wait holds it up. */
const FREEZE_MS = 2000;
const LOOK_MS = 5;

/** How the freezer of one version is told and asked; "freezer" in cgroups(7), `cgroup.freeze` in the kernel's document. */
interface FreezerFiles {
  readonly file: string;
  readonly freeze: string;
  readonly thaw: string;
  /** Whether this very cgroup was told to freeze, whatever is above it. */
  readonly isTold: (read: (name: string) => string | number) => boolean;
  readonly isFrozen: (read: (name: string) => string | number) => boolean;
}

const VERSIONS: Readonly<Record<1 | 2, FreezerFiles>> = {
  1: {
    file: 'freezer.state',
    freeze: 'FROZEN',
    thaw: 'THAWED',
    isTold: (read) => isText(read('freezer.self_freezing'), '1'),
    isFrozen: (read) => isText(read('freezer.state'), 'FROZEN'),
  },
  2: {
    file: 'cgroup.freeze',
    freeze: '1',
    thaw: '0',
    isTold: (read) => isText(read('cgroup.freeze'), '1'),
    isFrozen: (read) => {
      const events = read('cgroup.events');
      return typeof events === 'string' && flatKey(events, 'frozen') === 1;
    },
  },
};

/**
 * Does some work while the freezer holds a cgroup and all below it, and thaws it afterwards, also when the work fails
 * or the helper ends. One that somebody else froze stays frozen.
 *
 * @returns `not-frozen`, with nothing done, where it cannot be frozen
 */
export async function whileFrozen<T>(
  files: CgroupFiles,
  place: CgroupPlace,
  work: () => T,
): Promise<{ readonly done: T } | 'not-frozen'> {
  const folder = files.open(place);
  if (typeof folder === 'number') return 'not-frozen';
  try {
    return await held(folder, VERSIONS[place.hierarchy.version], work);
  } finally {
    folder.close();
  }
}

async function held<T>(
  folder: OpenFolder,
  { file, freeze, thaw, isTold, isFrozen }: FreezerFiles,
  work: () => T,
): Promise<{ readonly done: T } | 'not-frozen'> {
  const read = (name: string) => {
    folder.again(performance.now(), 0);
    return folder.read(name);
  };
  const byOthers = isTold(read);
  const release = () => {
    if (!byOthers) writeControl(folder, file, thaw);
  };
  process.once('exit', release);
  try {
    if (!byOthers && writeControl(folder, file, freeze) < 0) return 'not-frozen';
    const deadline = performance.now() + FREEZE_MS;
    // To read the state of version 1 is what brings it up to date.
    while (!isFrozen(read)) {
      if (performance.now() > deadline) return 'not-frozen';
      await sleep(LOOK_MS);
    }
    return { done: work() };
  } finally {
    process.off('exit', release);
    release();
  }
}

function isText(content: string | number, text: string): boolean {
  return typeof content === 'string' && content.trim() === text;
}
