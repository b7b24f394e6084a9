import { compileSpec } from '../../../../../src/helper/run/compile/compile-spec.ts';
import type { CompileOptions } from '../../../../../src/helper/run/compile/compile-options.ts';
import type { MachineFacts } from '../../../../../src/helper/run/compile/machine-facts.ts';
import type { Step } from '../../../../../src/helper/run/plan.ts';
import { checkSpec } from '../../../../../src/helper/run/spec/parse-spec.ts';
import type { Spec } from '../../../../../src/helper/run/spec/spec-schema.ts';
import { OPTIONS, ROOT } from '../facts.ts';
import { problemsOf } from '../problems-of.ts';

/** The steps for a specification that is also without contradictions. */
export function stepsFor(
  spec: Spec,
  facts: MachineFacts = ROOT,
  options: Partial<CompileOptions> = {},
): readonly Step[] {
  return compileSpec(checkSpec(spec), facts, { ...OPTIONS, ...options }).steps;
}

/** What this machine cannot do of it. */
export function refusals(
  spec: Spec,
  facts: MachineFacts = ROOT,
  options: Partial<CompileOptions> = {},
): readonly string[] {
  const checked = checkSpec(spec);
  return problemsOf(() => compileSpec(checked, facts, { ...OPTIONS, ...options }));
}

type Of<O extends Step['op']> = Extract<Step, { op: O }>;

/** The steps of one kind. */
export function only<O extends Step['op']>(op: O, steps: readonly Step[]): readonly Of<O>[] {
  return steps.filter((step): step is Of<O> => step.op === op);
}
