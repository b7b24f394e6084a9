/** What nobody asked for in so many ms is closed. */
const IDLE_MS = 5000;

interface Kept<T> {
  readonly open: T;
  usedAt: number;
}

/** What is looked at again and again, open until nobody does any more. */
export class KeptOpen<K, T extends { close(): void }> {
  readonly #kept = new Map<K, Kept<T>>();
  #timer: NodeJS.Timeout | undefined;

  /** @param now monotonic milliseconds */
  take(key: K, now: number): T | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    kept.usedAt = now;
    return kept.open;
  }

  /** Owns what is open from now on. */
  put(key: K, open: T): void {
    this.#kept.get(key)?.open.close();
    this.#kept.set(key, { open, usedAt: performance.now() });
    // It keeps no process alive: at the end the kernel closes them.
    this.#timer ??= setInterval(() => this.#closeIdle(), IDLE_MS).unref();
  }

  get size(): number {
    return this.#kept.size;
  }

  #closeIdle(): void {
    const before = performance.now() - IDLE_MS;
    for (const [key, { open, usedAt }] of this.#kept) {
      if (usedAt > before) continue;
      this.#kept.delete(key);
      open.close();
    }
    if (this.#kept.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
