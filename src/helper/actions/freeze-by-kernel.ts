import { setTimeout as sleep } from 'node:timers/promises';
import type { CgroupFiles } from '../cgroup/cgroup-files.ts';
import { writeControl } from '../cgroup/control-write.ts';
import {
  anyFreezerState,
  FREEZER_FILES,
  freezerState,
  type FreezerState,
  type freezerTargets,
} from '../cgroup/freezer.ts';
import type { Level } from '../cgroup/level.ts';
import { looking } from '../cgroup/look.ts';

/** What was thawed runs at once, unless an ancestor holds it: so long, in milliseconds, it is given. */
const THAW_MS = 2000;
const LOOK_MS = 10;

/** A container's cgroups that may hold it: the first is the one that is written to. */
type Targets = ReturnType<typeof freezerTargets>;

export type KernelOutcome =
  | { readonly kind: 'done'; readonly state: FreezerState }
  /** It did not freeze in time, and was thawed again. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly errno: number };

/**
 * Writes to the freezer of the first of a container's cgroups, which is its own, until all its tasks are stopped. Where that fails it thaws it again,
 * unless somebody else had frozen it before. Ends early where the helper does: what a person asked for stays.
 *
 * @param until when it must be done, in monotonic milliseconds
 */
export async function freezeByKernel(files: CgroupFiles, [target]: Targets, until: number): Promise<KernelOutcome> {
  const { level } = target;
  if (level === undefined) throw new RangeError('a container without a freezer');
  const { freeze, thaw } = FREEZER_FILES[level.place.hierarchy.version];
  const byOthers = isTold(files, level);
  const undo = () => {
    if (!byOthers) write(files, level, thaw);
  };
  for (let isBegun = false; ; isBegun = true) {
    if (performance.now() >= until) {
      if (isBegun) undo();
      return { kind: 'timeout' };
    }
    // Again each time: version 1 asks for it while it is FREEZING, and version 2 takes it for nothing new.
    const written = write(files, level, freeze);
    if (written < 0) {
      undo();
      return { kind: 'failed', errno: -written };
    }
    const state = looking(files, (look) => freezerState(target, look));
    if (state.frozen) return { kind: 'done', state };
    await sleep(LOOK_MS);
  }
}

/**
 * Thaws what a container's own cgroups froze. It stays frozen where a cgroup above holds it: the state says so.
 *
 * @param until when it must be begun, in monotonic milliseconds
 */
export async function thawByKernel(files: CgroupFiles, targets: Targets, until: number): Promise<KernelOutcome> {
  const [target] = targets;
  if (performance.now() >= until) return { kind: 'timeout' };
  for (const level of target.levels.filter((candidate) => candidate.own)) {
    if (level !== target.level && !isTold(files, level)) continue;
    const written = write(files, level, FREEZER_FILES[level.place.hierarchy.version].thaw);
    if (written < 0) return { kind: 'failed', errno: -written };
  }
  return { kind: 'done', state: await thawedState(files, targets) };
}

/** The state after a thaw: tasks need a moment to run again. */
export async function thawedState(files: CgroupFiles, targets: Targets): Promise<FreezerState> {
  const until = performance.now() + THAW_MS;
  let state = stateOf(files, targets);
  while (state.frozen && state.heldBy === undefined && performance.now() < until) {
    await sleep(LOOK_MS);
    state = stateOf(files, targets);
  }
  return state;
}

export function stateOf(files: CgroupFiles, targets: Targets): FreezerState {
  return looking(files, (look) => anyFreezerState(targets, look));
}

function isTold(files: CgroupFiles, level: Level): boolean {
  const { isTold: told } = FREEZER_FILES[level.place.hierarchy.version];
  return looking(files, (look) => {
    const folder = look.folder(level);
    return typeof folder !== 'number' && told((name) => folder.read(name));
  });
}

function write(files: CgroupFiles, level: Level, text: string): number {
  return looking(files, (look) => {
    const folder = look.folder(level);
    return typeof folder === 'number'
      ? folder
      : writeControl(folder, FREEZER_FILES[level.place.hierarchy.version].file, text);
  });
}
