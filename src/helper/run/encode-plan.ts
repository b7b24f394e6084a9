import { Buffer } from 'node:buffer';
import type { IdMapping, Plan, Step } from './plan.ts';

/** What the launcher expects first; it refuses another version. */
const MAGIC = 'container-internals-plan 1';

/**
 * The bytes that native/launcher reads: strings that each end with a NUL, which no path, argument or variable can hold.
 * The first two are the magic and the policy; each step is its name, the count of its fields, and the fields.
 *
 * @throws {TypeError} where a string holds a NUL
 */
export function encodePlan({ dieWithParent, steps }: Plan): Buffer {
  const words = [MAGIC, dieWithParent ? 'die' : 'stay'];
  for (const step of steps) {
    const fields = fieldsOf(step);
    words.push(step.op, String(fields.length), ...fields);
  }
  if (words.some((word) => word.includes('\0'))) throw new TypeError('a string of the plan holds a NUL');
  return Buffer.from(words.map((word) => `${word}\0`).join(''), 'utf8');
}

const yes = (value: boolean) => (value ? '1' : '0');
const map = (mappings: readonly IdMapping[]) =>
  mappings.flatMap(({ inside, outside, size }) => [String(inside), String(outside), String(size)]);

/** In the order in which native/launcher/steps.c takes them. */
function fieldsOf(step: Step): readonly string[] {
  switch (step.op) {
    case 'cgroup.create':
      return [step.path];
    case 'cgroup.write':
      return [String(step.cgroup), step.file, step.value];
    case 'clone':
      return [step.into === undefined ? '-' : String(step.into), ...step.namespaces];
    case 'cgroup.attach':
      return [String(step.cgroup)];
    case 'idmap':
      return [step.kind, ...map(step.map)];
    case 'idmap.tool':
      return [step.kind, step.program, ...map(step.map)];
    case 'namespace.join':
      return [step.namespace, step.path];
    case 'namespace.unshare':
      return [step.namespace];
    case 'mount.propagation':
    case 'root.propagation':
      return [step.propagation];
    case 'root.open':
      return [step.path, yes(step.recursive)];
    case 'root.readonly':
      return [yes(step.recursive)];
    case 'mount.new':
      return [step.target, step.type, step.source, step.attributes.join(','), ...step.options];
    case 'mount.bind':
      return [
        step.target,
        step.source,
        yes(step.recursive),
        step.set.join(','),
        step.clear.join(','),
        yes(step.attributesRecursive),
        step.propagation ?? '',
      ];
    case 'make.directory':
    case 'make.file':
      return [step.path, String(step.mode)];
    case 'make.link':
      return [step.path, step.target];
    case 'make.node':
      return [step.path, step.kind, ...[step.major, step.minor, step.mode, step.uid, step.gid].map(String), step.bind];
    case 'mask':
    case 'readonly':
    case 'cwd':
      return [step.path];
    case 'hostname':
    case 'domainname':
      return [step.name];
    case 'sysctl':
      return [step.key, step.value];
    case 'terminal':
      return [yes(step.console), String(step.columns), String(step.rows)];
    case 'rlimit':
      return [String(step.resource), String(step.soft), String(step.hard)];
    case 'oom_score_adj':
      return [String(step.value)];
    case 'umask':
      return [String(step.mask)];
    case 'capabilities.bound':
      return [String(step.set)];
    case 'user':
      return [String(step.uid), String(step.gid), ...(step.groups === undefined ? ['-'] : step.groups.map(String))];
    case 'capabilities':
      return [step.effective, step.permitted, step.inheritable, step.ambient].map(String);
    case 'seccomp':
      return [String(step.flags), Buffer.from(step.filter).toString('hex')];
    case 'exec':
      return [String(step.arguments.length), ...step.arguments, ...step.environment];
    case 'setgroups.deny':
    case 'enter':
    case 'root.attach':
    case 'root.pivot':
    case 'loopback.up':
    case 'no_new_privs':
    case 'init':
      return [];
  }
}
