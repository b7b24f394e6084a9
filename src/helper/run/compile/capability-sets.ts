import { capabilityNumber } from '../spec/capability.ts';
import { findNamespace } from '../spec/find-namespace.ts';
import type { Context } from './context.ts';

/** Bit n is capability n. */
export interface CapabilitySets {
  readonly bounding: bigint;
  readonly effective: bigint;
  readonly permitted: bigint;
  readonly inheritable: bigint;
  readonly ambient: bigint;
}

/** Nothing said is no capability, as in runc. */
export function capabilitySets({ spec, facts, problems }: Context): CapabilitySets {
  const { capabilities = {} } = spec.process;
  // In a user namespace everybody has all of them; elsewhere nobody can give what they have not.
  const given = findNamespace(spec.linux, 'user') === undefined ? facts.capabilities : -1n;
  const bits = (set: keyof CapabilitySets) =>
    (capabilities[set] ?? []).reduce((sum, name, index) => {
      const number = capabilityNumber(name) ?? 0;
      if (number > facts.lastCapability) {
        problems.add(`process.capabilities.${set}[${index}]`, `this kernel does not know ${name}`);
      } else if (((given >> BigInt(number)) & 1n) === 0n) {
        problems.add(`process.capabilities.${set}[${index}]`, `${name} cannot be given: root does not have it here`);
      }
      return sum | (1n << BigInt(number));
    }, 0n);
  const sets = {
    bounding: bits('bounding'),
    effective: bits('effective'),
    permitted: bits('permitted'),
    inheritable: bits('inheritable'),
    ambient: bits('ambient'),
  };
  // The kernel refuses the others, and runc goes on without them: its own default specification has such.
  return { ...sets, ambient: sets.ambient & sets.permitted & sets.inheritable };
}
