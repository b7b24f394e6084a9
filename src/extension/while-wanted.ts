import type { Disposable } from './dispose.ts';

/** Something that goes on only while it is wanted. */
export class WhileWanted implements Disposable {
  readonly #begin: () => Disposable;
  #running: Disposable | undefined;

  constructor(begin: () => Disposable) {
    this.#begin = begin;
  }

  /** Begins it or ends it; nothing where it is so already. */
  set(wanted: boolean): void {
    if (wanted) {
      this.#running ??= this.#begin();
    } else {
      this.#running?.dispose();
      this.#running = undefined;
    }
  }

  dispose(): void {
    this.set(false);
  }
}
