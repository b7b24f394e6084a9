import type { Step } from '../plan.ts';
import { CGROUP_STEPS } from './cgroup-steps.ts';
import { MOUNT_STEPS } from './mount-steps.ts';
import { NAMESPACE_STEPS } from './namespace-steps.ts';
import { PROCESS_STEPS } from './process-steps.ts';
import type { Describe, StepWords } from './step-words.ts';

/** All of them: a step without words does not compile. */
const STEPS: Describe<Step['op']> = { ...CGROUP_STEPS, ...NAMESPACE_STEPS, ...MOUNT_STEPS, ...PROCESS_STEPS };

/** A step in words. All text in it that others chose went through `display`. */
export function describeStep(step: Step): StepWords {
  return (STEPS[step.op] as (step: Step) => StepWords)(step);
}
