type Step = () => Promise<void> | void;

/** What must be ended or removed again, latest first; each once, by whoever comes first. */
export class Undo {
  readonly #steps: Step[] = [];

  /** @returns does it now */
  defer(step: Step): () => Promise<void> {
    let done: Promise<void> | undefined;
    const once = () => (done ??= Promise.resolve(step()));
    this.#steps.push(once);
    return once;
  }

  /** Undoes everything so far. What fails is said and does not keep the rest from being undone. */
  async all(): Promise<void> {
    // Taken off when done: a second caller waits for the same.
    for (let step = this.#steps.at(-1); step !== undefined; step = this.#steps.at(-1)) {
      try {
        await step();
      } catch (error) {
        console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
      }
      const index = this.#steps.indexOf(step);
      if (index >= 0) this.#steps.splice(index, 1);
    }
  }
}
