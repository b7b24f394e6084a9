import type { CgroupFiles } from './cgroup-files.ts';
import type { Level } from './level.ts';
import type { OpenFolder } from './open-folder.ts';

/** A container may have made its path as deep as it likes: so many folders are kept for it, or open in passing. */
const KEPT_LIMIT = 64;
const PASSING_LIMIT = 16;

/** One look at one container: each folder is as it was at one moment, however often it is asked for. */
export class Look {
  readonly #files: CgroupFiles;
  readonly #settingAge: number;
  readonly #now = performance.now();
  /** Figures of the container's own cgroups may be so many ms old. */
  #figureAge = 0;
  readonly #seen = new Map<Level, OpenFolder | number>();
  /** Those that are open for this look alone, the oldest first. */
  readonly #passing = new Map<Level, OpenFolder>();

  /** @param settingAge settings may be as they were so many ms before */
  constructor(files: CgroupFiles, settingAge: number) {
    this.#files = files;
    this.#settingAge = settingAge;
  }

  /** The folder of a level, or -errno. It may be closed once several others were asked for. */
  folder(level: Level): OpenFolder | number {
    let folder = this.#seen.get(level);
    if (folder === undefined) this.#seen.set(level, (folder = this.#find(level)));
    return folder;
  }

  /** The container rested since the look before: figures of its own cgroups may be as old as settings. */
  rest(): void {
    this.#figureAge = this.#settingAge;
    for (const [level, folder] of this.#seen) this.#letRest(level, folder);
  }

  close(): void {
    for (const folder of this.#passing.values()) folder.close();
    this.#passing.clear();
    this.#seen.clear();
  }

  #find(level: Level): OpenFolder | number {
    const kept = this.#files.kept.take(level, this.#now);
    if (kept !== undefined) {
      kept.again(this.#now, this.#settingAge);
      this.#letRest(level, kept);
      return kept;
    }
    const folder = this.#files.open(level.place);
    if (typeof folder === 'number') return folder;
    if (this.#files.mayKeep && this.#seen.size < KEPT_LIMIT) this.#files.kept.put(level, folder);
    else this.#pass(level, folder);
    return folder;
  }

  /** What stands above belongs to others too, who did not rest. */
  #letRest({ own }: Level, folder: OpenFolder | number): void {
    if (own && typeof folder !== 'number') folder.rest(this.#figureAge);
  }

  #pass(level: Level, folder: OpenFolder): void {
    const [oldest] = this.#passing.size < PASSING_LIMIT ? [] : this.#passing.keys();
    if (oldest !== undefined) {
      this.#passing.get(oldest)?.close();
      this.#passing.delete(oldest);
      this.#seen.delete(oldest);
    }
    this.#passing.set(level, folder);
  }
}

/**
 * Runs `use` with a look that is closed afterwards.
 *
 * @param settingAge settings may be as they were so many ms before
 */
export function looking<T>(files: CgroupFiles, use: (look: Look) => T, settingAge = 0): T {
  const look = new Look(files, settingAge);
  try {
    return use(look);
  } finally {
    look.close();
  }
}
