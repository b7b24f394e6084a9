type Step = () => Promise<void> | void;

/** What must be ended or removed again, latest first; each once, by whoever comes first. */
export class Undo {
  readonly #steps: Step[] = [];
  #undoing: Promise<void> | undefined;

  /** @returns does it now */
  defer(step: Step): () => Promise<void> {
    let done: Promise<void> | undefined;
    const once = () => (done ??= Promise.resolve(step()));
    this.#steps.push(once);
    return once;
  }

  /** Undoes everything. What fails is said and does not keep the rest from being undone. */
  all(): Promise<void> {
    return (this.#undoing ??= this.#all());
  }

  async #all(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
