import type { SeccompSpec } from '../spec/seccomp-schema.ts';
import { actionValue } from './return-values.ts';

/** A condition on an argument of a system call. */
export type Condition = NonNullable<NonNullable<SeccompSpec['syscalls']>[number]['args']>[number];

export interface CallRule {
  /** What the filter returns. */
  readonly value: number;
  /** All must hold. */
  readonly conditions: readonly Condition[];
}

/** The rules of each system call that is named: those with conditions first, in their order. */
export function rulesByName({ syscalls = [] }: SeccompSpec): ReadonlyMap<string, readonly CallRule[]> {
  const rules = new Map<string, CallRule[]>();
  for (const { names, action, errnoRet, args = [] } of syscalls) {
    const value = actionValue(action, errnoRet);
    for (const name of names) {
      const known = rules.get(name) ?? [];
      known.push(...alternatives(args).map((conditions) => ({ value, conditions })));
      rules.set(name, known);
    }
  }
  for (const [name, known] of rules) {
    const hasConditions = ({ conditions }: CallRule) => conditions.length > 0;
    rules.set(name, [...known.filter(hasConditions), ...known.filter((rule) => !hasConditions(rule))]);
  }
  return rules;
}

/** As runc: where two conditions are about the same argument each is a rule of its own. */
function alternatives(args: readonly Condition[]): readonly (readonly Condition[])[] {
  const isRepeated = new Set(args.map(({ index }) => index)).size < args.length;
  return isRepeated ? args.map((condition) => [condition]) : [args];
}
