import type { Step } from '../plan.ts';

/** What a step of a plan does. */
export interface StepWords {
  /** The system calls with their arguments, as strace(1) prints them; what is written to a file as a shell writes it. */
  readonly call: string;
  /** One sentence: what it is good for. */
  readonly why: string;
}

/** The step with this name. */
export type StepOf<Op extends Step['op']> = Extract<Step, { readonly op: Op }>;

/** Words for some steps, each from what is in it. */
export type Describe<Op extends Step['op']> = { readonly [O in Op]: (step: StepOf<O>) => StepWords };
