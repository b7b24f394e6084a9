/** What is wrong at one place of a specification. */
export interface SpecProblem {
  /** As in `process.user.uid` or `mounts[2].options[1]`; empty for the whole. */
  readonly path: string;
  /** Goes on after the path and a colon: `must be a whole number`. */
  readonly message: string;
}

/** A specification that is not run: everything that was found wrong with it. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly problems: readonly SpecProblem[];

  constructor(problems: readonly SpecProblem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'));
    this.problems = problems;
  }
}
