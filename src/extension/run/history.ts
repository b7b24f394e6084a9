/** Command lines that are remembered. */
const KEPT = 20;
const KEY = 'run.history';

/** Where it is kept: a part of VS Code's `Memento`. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The command lines that were run isolated, the last one first. */
export class History {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get lines(): readonly string[] {
    const lines = this.#store.get(KEY);
    return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string').slice(0, KEPT) : [];
  }

  async add(line: string): Promise<void> {
    await this.#store.update(KEY, [line, ...this.lines.filter((other) => other !== line)].slice(0, KEPT));
  }
}
