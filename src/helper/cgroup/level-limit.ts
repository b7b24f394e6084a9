import type { LimitValue } from '../../shared/model/cgroup.ts';
import type { Reading } from '../../shared/model/reading.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { LevelSource } from './ladder-source.ts';
import type { Level } from './level.ts';
import type { Look } from './look.ts';

/** The limit that one level sets. */
export function limitAt(level: Level, files: LevelSource, look: Look): Reading<LimitValue> {
  const folder = look.folder(level);
  return typeof folder === 'number' ? unreadFromErrno(folder) : files.limit(folder);
}
