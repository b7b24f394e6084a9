// What is on the machine now, to prove that a lab left nothing behind.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { allCgroupFolders, cgroupsOf } from './cgroups.ts';
import { mountPoints } from './mounts.ts';
import { commandLine, namespaceInode, readProcess } from './process.ts';

/** Part of the environment of everything that the marked process starts. */
const marker = 'CONTAINER_INTERNALS_LAB_SMOKE';

export interface Snapshot {
  readonly cgroups: ReadonlySet<string>;
  readonly mounts: readonly string[];
  /** "pid startTime", of all processes. */
  readonly processes: ReadonlyMap<string, string>;
}

/** Marks this process and all that it starts from now on. */
export function markDescendants(): void {
  process.env[marker] = `${process.pid}`;
}

export function takeSnapshot(): Snapshot {
  const processes = new Map<string, string>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const facts = readProcess(Number(name));
    if (facts === undefined || 'ZX'.includes(facts.state)) continue;
    try {
      const line = commandLine(facts.pid).replaceAll('\0', ' ').trim();
      processes.set(`${facts.pid} ${facts.startTime}`, `${facts.pid} (${facts.comm}) ${line}`);
    } catch {
      continue; // Ended in between.
    }
  }
  return { cgroups: new Set(allCgroupFolders()), mounts: mountPoints(), processes };
}

/** How the cgroups are named that a lab's runtimes make. */
const labCgroup = /\/(docker|default|libpod_parent|lxc\.[a-z]+|lab-|payload|supervisor)/;

/** Whether a process comes from a lab: marked, in a pid namespace of its own, or in a runtime's cgroup. */
function isOfLab(pid: number): boolean {
  try {
    if (readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${marker}=${process.pid}`)) return true;
    if (namespaceInode(pid, 'pid') !== namespaceInode('self', 'pid')) return true;
    return cgroupsOf(pid).some(({ path }) => labCgroup.test(path));
  } catch {
    return false; // Ended in between.
  }
}

/** Whether a cgroup holds other people's processes alone: then it is theirs. */
function isForeign(folder: string): boolean {
  try {
    const pids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    return pids.length > 0 && !pids.some(isOfLab);
  } catch {
    return true; // Removed in between.
  }
}

/** What is there now and was not before, one line each; other people's new processes are left out. */
export function leftSince(before: Snapshot): string[] {
  const now = takeSnapshot();
  const own = new Set<string>();
  for (const key of now.processes.keys()) {
    const pid = Number(key.split(' ')[0]);
    if (!before.processes.has(key) && pid !== process.pid && isOfLab(pid)) own.add(key);
  }
  const mounts = [...now.mounts];
  for (const mount of before.mounts) {
    const index = mounts.indexOf(mount);
    if (index >= 0) mounts.splice(index, 1);
  }
  return [
    ...[...own].map((key) => `process ${now.processes.get(key) ?? key}`),
    ...mounts.map((mount) => `mount ${mount}`),
    ...[...now.cgroups].filter((path) => !before.cgroups.has(path) && !isForeign(path)).map((path) => `cgroup ${path}`),
  ];
}
