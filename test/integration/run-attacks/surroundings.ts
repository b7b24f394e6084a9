import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { allCgroupFolders } from '../../lab/cgroups.ts';
import { waitFor } from '../../lab/exec.ts';
import { mountPoints } from '../../lab/mounts.ts';
import { launcherPath } from '../../support/launcher.ts';

/** What of the machine a run could leave or change. A namespace lives by its processes and mounts alone. */
export interface Surroundings {
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
  /** Of launchers, and of what runs in the folder. */
  readonly processes: readonly string[];
  /** Below the folder, with mode, owners, size, time and target of each. */
  readonly files: readonly string[];
  readonly launcher: string;
}

export function surroundings(folder: string): Surroundings {
  return {
    mounts: mountPoints(),
    cgroups: allCgroupFolders().filter((path) => path.includes(`-${process.pid}`)),
    processes: readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOfRun(name, folder)),
    files: listing(folder),
    launcher: createHash('sha256').update(readFileSync(launcherPath)).digest('hex'),
  };
}

/** All of it as it was, as soon as what has ended is gone. */
export async function expectUnchanged(before: Surroundings, folder: string): Promise<void> {
  const isSame = () => JSON.stringify(surroundings(folder)) === JSON.stringify(before);
  await waitFor('everything as it was', isSame, { timeoutMs: 3000 }).catch(() => undefined);
  expect(surroundings(folder)).toEqual(before);
}

function isOfRun(pid: string, folder: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/exe`).includes('container-internals-launcher')) return true;
    return readFileSync(`/proc/${pid}/mountinfo`, 'latin1').includes(`${folder}/rootfs / `);
  } catch {
    return false; // Ended in between, or a thread of the kernel.
  }
}

function listing(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const { mode, uid, gid, size, mtimeMs } = lstatSync(path);
    const target = entry.isSymbolicLink() ? readlinkSync(path) : '';
    const line = [path, mode.toString(8), uid, gid, size, mtimeMs, target].join(' ');
    return [line, ...(entry.isDirectory() ? listing(path) : [])];
  });
}
