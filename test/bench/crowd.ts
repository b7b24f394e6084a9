import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCgroupFolders, cgroupHierarchies, removeCgroups } from '../lab/cgroups.ts';
import type { Undo } from './undo.ts';

export interface Crowd {
  readonly stop: () => Promise<void>;
}

export interface CrowdOptions {
  readonly processes: number;
  readonly containers?: number;
  /** The folders that get the containers' cgroups, one of each hierarchy. */
  readonly cgroupRoots?: readonly string[];
}

/** Makes sleeping processes and containers. They end with this process, however that ends. */
export async function startCrowd(program: string, options: CrowdOptions, undo: Undo): Promise<Crowd> {
  const args = [`${options.processes}`, '--containers', `${options.containers ?? 0}`];
  for (const path of options.cgroupRoots ?? []) args.push('--cgroup-root', path);
  // In a process group of its own: it shall not be killed before it has removed its cgroups.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = undo.defer(async () => {
    child.stdin.end();
    await ended;
  });
  const ready = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!ready) throw new Error('the crowd could not be made');
  return { stop };
}

/**
 * A folder `NAME/docker` in every cgroup hierarchy: what has 64 hex digits for a name in it is a container of Docker by
 * its path. Only the outer folder is made; the crowd makes the inner one.
 */
export function makeCgroupRoots(
  name: string,
  undo: Undo,
): { readonly roots: readonly string[]; readonly remove: () => Promise<void> } {
  const parents = cgroupHierarchies().map(({ mountPoint }) => join(mountPoint, name));
  const remove = undo.defer(() => {
    const own = allCgroupFolders().filter((path) => parents.some((parent) => `${path}/`.startsWith(`${parent}/`)));
    const left = removeCgroups(own);
    if (left.length > 0) throw new Error(`these cgroups stay: ${left.join(' ')}`);
  });
  for (const parent of parents) {
    mkdirSync(parent);
    // A new cpuset of version 1 has no processors, and then takes no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (existsSync(join(parent, 'tasks')) && existsSync(join(parent, file))) {
        writeFileSync(join(parent, file), readFileSync(join(parent, '..', file)));
      }
    }
  }
  return { roots: parents.map((parent) => join(parent, 'docker')), remove };
}
