import { existsSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcess, type ProcessIdentity } from './process.ts';

export interface CgroupHierarchy {
  /** Where it is mounted, e.g. /sys/fs/cgroup/memory. */
  readonly mountPoint: string;
  /** 1: one of several hierarchies with some controllers; 2: the unified one. */
  readonly version: 1 | 2;
  /** Names of controllers, and of the hierarchy itself ("name=systemd"); empty on version 2. */
  readonly controllers: readonly string[];
}

/** The cgroup hierarchies that this process sees mounted, from /proc/self/mountinfo. */
export function cgroupHierarchies(): CgroupHierarchy[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.flatMap((line): CgroupHierarchy[] => {
    const [left = '', right = ''] = line.split(' - ');
    const mountPoint = left.split(' ')[4] ?? '';
    const [type, , superOptions = ''] = right.split(' ');
    if (type === 'cgroup2') return [{ mountPoint, version: 2, controllers: [] }];
    if (type !== 'cgroup') return [];
    const controllers = superOptions
      .split(',')
      .filter((word) => !['rw', 'ro', 'xattr', 'clone_children'].includes(word));
    return [{ mountPoint, version: 1, controllers }];
  });
}

/** /proc/PID/cgroup as pairs of controller list ("" on version 2) and path. */
export function cgroupsOf(pid: number | 'self'): { controllers: string; path: string }[] {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, controllers = '', ...path] = line.split(':');
    return { controllers, path: path.join(':') };
  });
}

/** The folder that holds the process in the hierarchy of a controller; undefined where that is not mounted. */
export function cgroupFolder(pid: number, controller: string): string | undefined {
  const own = cgroupsOf(pid);
  for (const hierarchy of cgroupHierarchies()) {
    const wanted = hierarchy.version === 2 ? '' : controller;
    if (hierarchy.version === 1 && !hierarchy.controllers.includes(controller)) continue;
    const found = own.find((entry) => entry.controllers.split(',').includes(wanted));
    if (found === undefined) continue;
    const folder = join(hierarchy.mountPoint, found.path);
    if (hierarchy.version === 1 || existsSync(join(folder, 'cgroup.freeze')) || controller !== 'freezer') return folder;
  }
  return undefined;
}

/** Every cgroup folder of every hierarchy, parents before children. */
export function allCgroupFolders(): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return; // Removed in between.
    }
    for (const entry of entries) {
      if (!entry.isDirectory()) continue;
      const path = join(folder, entry.name);
      found.push(path);
      walk(path);
    }
  };
  for (const { mountPoint } of cgroupHierarchies()) walk(mountPoint);
  return found;
}

/** Removes empty cgroup folders, children first. One that is in use stays; returns those that stay. */
export function removeCgroups(folders: readonly string[]): string[] {
  return [...folders]
    .sort((a, b) => b.length - a.length)
    .filter((folder) => {
      try {
        rmdirSync(folder);
        return false;
      } catch {
        return existsSync(folder);
      }
    });
}

/**
 * Lets a container's processes run again where a test froze them: a frozen
 * process cannot die. Does nothing where the process shares the caller's cgroup.
 */
export function thaw(init: ProcessIdentity): void {
  try {
    if (readProcess(init.pid)?.startTime !== init.startTime) return;
    const own = cgroupFolder(process.pid, 'freezer');
    const folder = cgroupFolder(init.pid, 'freezer');
    if (folder === undefined || own === undefined || own.startsWith(folder)) return;
    for (const [file, value] of [
      ['freezer.state', 'THAWED'],
      ['cgroup.freeze', '0'],
    ] as const) {
      const path = join(folder, file);
      if (existsSync(path)) writeFileSync(path, value);
    }
  } catch {
    // The process or its cgroup is gone: nothing to thaw.
  }
}
