import type { Disposable } from './dispose.ts';

/** Registers a listener until the returned value is disposed. `vscode.Event` has this shape too. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** An event source for the parts that do not know VS Code. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener.call(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
