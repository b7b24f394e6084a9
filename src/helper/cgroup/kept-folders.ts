import type { Level } from './level.ts';
import type { OpenFolder } from './open-folder.ts';

/** What nobody looked at for so many ms is closed. */
const IDLE_MS = 5000;

interface Kept {
  readonly folder: OpenFolder;
  usedAt: number;
}

/** The folders that are looked at again and again, open until nobody does any more. */
export class KeptFolders {
  readonly #kept = new Map<Level, Kept>();
  #timer: NodeJS.Timeout | undefined;

  /** The folder of a level as it is now, where it is open; for one look at a time. */
  take(level: Level): OpenFolder | undefined {
    const kept = this.#kept.get(level);
    if (kept === undefined) return undefined;
    kept.usedAt = performance.now();
    kept.folder.again();
    return kept.folder;
  }

  /** Owns the folder from now on. */
  put(level: Level, folder: OpenFolder): void {
    this.#kept.set(level, { folder, usedAt: performance.now() });
    // It keeps no process alive: at the end the kernel closes them.
    this.#timer ??= setInterval(() => this.#closeIdle(), IDLE_MS).unref();
  }

  get size(): number {
    return this.#kept.size;
  }

  #closeIdle(): void {
    const before = performance.now() - IDLE_MS;
    for (const [level, { folder, usedAt }] of this.#kept) {
      if (usedAt > before) continue;
      this.#kept.delete(level);
      folder.close();
    }
    if (this.#kept.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
