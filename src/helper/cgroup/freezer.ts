import type { HostilePath } from '../../shared/model/cgroup.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import type { Content } from './control-file.ts';
import type { Level } from './level.ts';
import type { Look } from './look.ts';
import type { CgroupTarget } from './target.ts';
import { flatKey } from './values.ts';

/** The controller's name in version 1; of version 2 freezing is part of every cgroup. */
export const FREEZER = 'freezer';

/** Reads a control file of one cgroup. */
type Read = (name: string) => Content;

/** How the freezer of one version is told and asked. */
export interface FreezerFiles {
  /** The file that is written, and what is written to it. */
  readonly file: string;
  readonly freeze: string;
  readonly thaw: string;
  /** Whether this very cgroup was told to freeze, whatever is above it. */
  readonly isTold: (read: Read) => boolean;
  /** Whether all tasks are stopped, by this cgroup's freezer or an ancestor's. */
  readonly isFrozen: (read: Read) => boolean;
}

/** cgroup-v1/freezer-subsystem.rst and `cgroup.freeze` of cgroup-v2.rst, both of the kernel. */
export const FREEZER_FILES: Readonly<Record<1 | 2, FreezerFiles>> = {
  1: {
    file: 'freezer.state',
    freeze: 'FROZEN',
    thaw: 'THAWED',
    isTold: (read) => isText(read('freezer.self_freezing'), '1'),
    // While it is FREEZING some of its tasks run.
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

export interface FreezerState {
  readonly frozen: boolean;
  /** The cgroup above that holds it, where none of its own does. Absent also where that one is out of sight. */
  readonly heldBy?: HostilePath;
}

/**
 * The container's cgroups that may hold it: that of version 1 where there is one, which runtimes use then. Where it
 * shares that one and has one of its own in version 2, as machines of systemd-nspawn do, that one comes first.
 */
export function freezerTargets(cgroups: ContainerCgroups): readonly [CgroupTarget, ...CgroupTarget[]] {
  const version1 = cgroups.target([FREEZER]);
  const unified = cgroups.unified();
  if (version1.level === undefined) return [unified];
  if (version1.own || !unified.own) return [version1];
  // The root cannot be frozen.
  return version1.level.isRoot ? [unified] : [unified, version1];
}

/** Whether any of them holds the container: the first that does tells. */
export function anyFreezerState(targets: readonly CgroupTarget[], look: Look): FreezerState {
  for (const target of targets) {
    const state = freezerState(target, look);
    if (state.frozen) return state;
  }
  return { frozen: false };
}

/**
 * Whether the freezer holds a container, and which cgroup made it do so. That is looked for only where it is frozen: in
 * the usual case one file is read. What cannot be read is not frozen.
 */
export function freezerState({ level, levels }: CgroupTarget, look: Look): FreezerState {
  if (level === undefined) return { frozen: false };
  const { isFrozen, isTold } = FREEZER_FILES[level.place.hierarchy.version];
  if (!isFrozen(readerOf(level, look))) return { frozen: false };
  const holder = levels.findLast((candidate) => isTold(readerOf(candidate, look)));
  return holder === undefined || holder.own ? { frozen: true } : { frozen: true, heldBy: holder.path };
}

function readerOf(level: Level, look: Look): Read {
  const folder = look.folder(level);
  return typeof folder === 'number' ? () => folder : (name) => folder.read(name);
}

function isText(content: Content, text: string): boolean {
  return typeof content === 'string' && content.trim() === text;
}
