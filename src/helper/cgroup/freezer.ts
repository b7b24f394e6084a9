import type { Level } from './level.ts';
import type { Look } from './look.ts';
import { flatKey } from './values.ts';

/** The controller's name in version 1; of version 2 freezing is part of every cgroup. */
export const FREEZER = 'freezer';

/**
 * Whether the tasks of a cgroup are stopped by the freezer, by its own or an ancestor's: `frozen` in `cgroup.events`
 * of version 2, `freezer.state` of version 1. False also where that cannot be read.
 */
export function isFrozen(level: Level, look: Look): boolean {
  const { version } = level.place.hierarchy;
  const folder = look.folder(level);
  const text = typeof folder === 'number' ? folder : folder.read(version === 2 ? 'cgroup.events' : 'freezer.state');
  if (typeof text === 'number') return false;
  return version === 2 ? flatKey(text, 'frozen') === 1 : text.trim() === 'FROZEN';
}
