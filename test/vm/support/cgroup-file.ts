import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MOUNT = '/sys/fs/cgroup';

/** The cgroup of a process in the unified hierarchy, as it stands in /proc/PID/cgroup. */
export function unifiedPath(pid: number): string {
  const path = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'latin1'))?.[1];
  if (path === undefined) throw new Error(`process ${pid} has no cgroup of version 2`);
  return path;
}

export function readCgroupFile(path: string, file: string): string {
  return readFileSync(join(MOUNT, path, file), 'latin1').trim();
}

export function writeCgroupFile(path: string, file: string, text: string): void {
  writeFileSync(join(MOUNT, path, file), text);
}
