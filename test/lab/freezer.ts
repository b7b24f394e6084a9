import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCgroupFolders, cgroupHierarchies, removeCgroups } from './cgroups.ts';
import { waitFor } from './exec.ts';
import { requireStarted } from './started.ts';

/** A cgroup of a test's own that can freeze what is in it, of either version. */
export class Freezer {
  readonly #folder: string;
  readonly #version: 1 | 2;

  private constructor(folder: string, version: 1 | 2) {
    this.#folder = folder;
    this.#version = version;
  }

  /** @param name begins with `lab-`, so that the lab takes away what a killed test left */
  static make(version: 1 | 2, name: `lab-${string}`): Freezer {
    const hierarchy = cgroupHierarchies().find(
      (found) => found.version === version && (version === 2 || found.controllers.includes('freezer')),
    );
    if (hierarchy === undefined) throw new Error(`no freezer of version ${version} is mounted`);
    const folder = join(hierarchy.mountPoint, name);
    mkdirSync(folder);
    return new Freezer(folder, version);
  }

  /** @throws {ForeignProcessError} where the tests did not start it */
  async freeze(pid: number): Promise<void> {
    requireStarted(pid);
    this.#write('cgroup.procs', `${pid}`);
    if (this.#version === 1) {
      this.#write('freezer.state', 'FROZEN');
      await waitFor('a frozen cgroup', () => this.#read('freezer.state').trim() === 'FROZEN', { everyMs: 4 });
    } else {
      this.#write('cgroup.freeze', '1');
      await waitFor('a frozen cgroup', () => this.#read('cgroup.events').includes('frozen 1'), { everyMs: 4 });
    }
  }

  thaw(): void {
    thawFolder(this.#folder);
  }

  /** Once its processes have ended. */
  async remove(): Promise<void> {
    await waitFor(`the end of ${this.#folder}`, () => removeCgroups([this.#folder]).length === 0, { everyMs: 4 });
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
  }

  #read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8');
  }
}

/** Thaws a cgroup of either version; one that is gone needs none. */
export function thawFolder(folder: string): void {
  for (const [file, text] of [
    ['freezer.state', 'THAWED'],
    ['cgroup.freeze', '0'],
  ] as const) {
    if (existsSync(join(folder, file))) writeFileSync(join(folder, file), text);
  }
}

/** The cgroups that were told to freeze, of either version, wherever they are. */
export function frozenFolders(): readonly string[] {
  return allCgroupFolders().filter(
    (folder) => isTold(folder, 'cgroup.freeze') || isTold(folder, 'freezer.self_freezing'),
  );
}

function isTold(folder: string, file: string): boolean {
  try {
    return readFileSync(join(folder, file), 'utf8').trim() === '1';
  } catch {
    return false; // Of the other version, or removed in between.
  }
}
