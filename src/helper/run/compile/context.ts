import type { Problems } from '../spec/problems.ts';
import type { Spec } from '../spec/spec-schema.ts';
import type { CompileOptions } from './compile-options.ts';
import type { MachineFacts } from './machine-facts.ts';

/** What every part of the compiler looks at. */
export interface Context {
  readonly spec: Spec;
  readonly facts: MachineFacts;
  readonly options: CompileOptions;
  /** What this machine cannot do. */
  readonly problems: Problems;
}
