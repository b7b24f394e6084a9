import { setTimeout as sleep } from 'node:timers/promises';
import type { CgroupFiles, CgroupPlace } from '../cgroup/cgroup-files.ts';
import type { Content } from '../cgroup/control-file.ts';
import { writeControl } from '../cgroup/control-write.ts';
import { FREEZER_FILES, type FreezerFiles } from '../cgroup/freezer.ts';
import type { OpenFolder } from '../cgroup/open-folder.ts';
import type { StartKeeper } from '../keeper/keeper.ts';

/** So long, in milliseconds, a cgroup is given to freeze: a task in an uninterruptible wait holds it up. */
const FREEZE_MS = 2000;
const LOOK_MS = 5;

/**
 * Does some work while the freezer holds a cgroup and all below it, and thaws it afterwards, also when the work fails
 * or the helper is killed: where nobody can see to that, it is not frozen. One that somebody else froze stays frozen.
 *
 * @returns `not-frozen`, with nothing done, where it cannot be frozen
 */
export async function whileFrozen<T>(
  files: CgroupFiles,
  place: CgroupPlace,
  startKeeper: StartKeeper,
  work: () => T,
): Promise<{ readonly done: T } | 'not-frozen'> {
  const folder = files.open(place);
  if (typeof folder === 'number') return 'not-frozen';
  try {
    const told = FREEZER_FILES[place.hierarchy.version];
    const isByOthers = told.isTold(readerOf(folder));
    return isByOthers ? await onceFrozen(folder, told, work) : await held(folder, told, startKeeper, work);
  } finally {
    folder.close();
  }
}

async function held<T>(
  folder: OpenFolder,
  files: FreezerFiles,
  startKeeper: StartKeeper,
  work: () => T,
): Promise<{ readonly done: T } | 'not-frozen'> {
  const { file, freeze, thaw } = files;
  const keeper = await startKeeper(folder, file, thaw);
  if (keeper === undefined) return 'not-frozen';
  const release = () => {
    writeControl(folder, file, thaw);
    keeper.release();
  };
  process.once('exit', release);
  try {
    return writeControl(folder, file, freeze) < 0 ? 'not-frozen' : await onceFrozen(folder, files, work);
  } finally {
    process.off('exit', release);
    release();
  }
}

async function onceFrozen<T>(
  folder: OpenFolder,
  { isFrozen }: FreezerFiles,
  work: () => T,
): Promise<{ readonly done: T } | 'not-frozen'> {
  const deadline = performance.now() + FREEZE_MS;
  // To read the state of version 1 is what brings it up to date.
  while (!isFrozen(readerOf(folder))) {
    if (performance.now() > deadline) return 'not-frozen';
    await sleep(LOOK_MS);
  }
  return { done: work() };
}

/** Reads each file as it is now. */
function readerOf(folder: OpenFolder): (name: string) => Content {
  return (name) => {
    folder.again(performance.now(), 0);
    return folder.read(name);
  };
}
