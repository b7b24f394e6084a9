import { SpecError, type SpecProblem } from './spec-error.ts';

/** Gathers what is wrong, so that all of it can be told at once. */
export class Problems {
  readonly #found: SpecProblem[] = [];

  add(path: string, message: string): void {
    this.#found.push({ path, message });
  }

  /** @throws {SpecError} where there are any */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new SpecError(this.#found);
  }
}
