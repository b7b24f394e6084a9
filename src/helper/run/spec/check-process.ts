import { cleanPath } from './clean-path.ts';
import type { Problems } from './problems.ts';
import type { ProcessSpec } from './process-schema.ts';

/** What the kernel would refuse, or what would lead out of the root. */
export function checkProcess({ cwd, rlimits = [], capabilities = {} }: ProcessSpec, problems: Problems): void {
  // A descriptor that somebody left open would be a folder of the machine: CVE-2024-21626.
  if (/^\/(proc\/(self|thread-self|\d+)|dev\/fd)(\/|$)/.test(cleanPath(cwd))) {
    problems.add('process.cwd', 'must not be below the folder of a process in /proc, nor in /dev/fd');
  }
  const seen = new Set<string>();
  for (const [index, { type }] of rlimits.entries()) {
    if (seen.has(type)) problems.add(`process.rlimits[${index}].type`, `names ${type} a second time`);
    seen.add(type);
  }
  mustHold(capabilities, 'effective', 'permitted', problems);
  mustHold(capabilities, 'inheritable', 'bounding', problems);
}

type Sets = NonNullable<ProcessSpec['capabilities']>;

/** capset(2) gives EPERM otherwise. */
function mustHold(sets: Sets, inner: keyof Sets, outer: keyof Sets, problems: Problems): void {
  const allowed = new Set(sets[outer]);
  for (const [index, name] of (sets[inner] ?? []).entries()) {
    if (!allowed.has(name)) problems.add(`process.capabilities.${inner}[${index}]`, `${name} is not in ${outer} too`);
  }
}
