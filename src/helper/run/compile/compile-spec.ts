import type { Plan } from '../plan.ts';
import { Problems } from '../spec/problems.ts';
import type { Spec } from '../spec/spec-schema.ts';
import { cgroupPlan } from './cgroups.ts';
import type { CompileOptions } from './compile-options.ts';
import type { Context } from './context.ts';
import { deviceSteps } from './devices.ts';
import { identitySteps } from './identity.ts';
import type { MachineFacts } from './machine-facts.ts';
import { mountPlan } from './mounts.ts';
import { cloneStep, insideNamespaceSteps, joinSteps, nameSteps } from './namespaces.ts';
import { oomScoreSteps, processSteps, terminalSteps } from './process.ts';
import { propagationSteps, rootPlan } from './root.ts';
import { restrictionSteps, sysctlSteps } from './restrictions.ts';

/**
 * What the launcher does to run a specification on a machine, in the order in which runc does it where that can be
 * observed.
 *
 * @throws {SpecError} where this machine cannot do what the specification asks for
 */
export function compileSpec(spec: Spec, facts: MachineFacts, options: CompileOptions): Plan {
  const problems = new Problems();
  const context: Context = { spec, facts, options, problems };
  const cgroups = cgroupPlan(context);
  const root = rootPlan(context);
  const mounts = mountPlan(context, cgroups);
  const steps = [
    ...cgroups.before,
    ...joinSteps(spec.linux),
    cloneStep(spec.linux, cgroups.into),
    ...cgroups.attach,
    ...oomScoreSteps(spec.process),
    ...identitySteps(context),
    { op: 'enter' } as const,
    ...insideNamespaceSteps(spec.linux),
    ...root.before,
    ...mounts.steps,
    ...deviceSteps(context, mounts),
    ...sysctlSteps(spec.linux),
    ...root.after,
    ...mounts.madeReadonly,
    ...restrictionSteps(spec.linux),
    { op: 'root.pivot' } as const,
    // pivot_root(2) takes no root that is shared.
    ...propagationSteps(spec.linux),
    ...nameSteps(spec),
    ...terminalSteps(context, mounts),
    ...processSteps(context),
  ];
  problems.throwIfAny();
  return { dieWithParent: options.dieWithParent, steps };
}
