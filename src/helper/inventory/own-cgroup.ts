import type { ByteString } from '../../shared/text/display.ts';
import { parseCgroupFile } from '../proc/cgroup-file.ts';

/**
 * The path of a cgroup that a process does not share with the one that started it: the longest that differs between
 * two contents of /proc/PID/cgroup. `undefined` where they stand in the same cgroups everywhere.
 */
export function ownCgroupPath(cgroupFile: ByteString, launcherFile: ByteString): ByteString | undefined {
  if (cgroupFile === launcherFile) return undefined;
  const theirs = new Set(parseCgroupFile(launcherFile).map((line) => line.path));
  let own: ByteString | undefined;
  for (const { path } of parseCgroupFile(cgroupFile)) {
    if (path === '/' || theirs.has(path) || path.startsWith('/..')) continue;
    if (own === undefined || path.length > own.length) own = path;
  }
  return own;
}
