import { posix } from 'node:path';
import type { MountAttribute, Step } from '../plan.ts';
import { findNamespace } from '../spec/find-namespace.ts';
import type { CgroupPlan } from './cgroups.ts';
import type { Context } from './context.ts';
import type { HierarchyFacts } from './machine-facts.ts';
import { attributesThatAre, type MountWishes } from './mount-options.ts';

interface CgroupMount {
  /** Inside. */
  readonly target: string;
  readonly type: 'cgroup' | 'cgroup2';
  /** Among `mounts`. */
  readonly index: number;
}

/** The steps, and those that come when everything is made. */
interface Made {
  readonly steps: readonly Step[];
  readonly madeReadonly: readonly Step[];
}

/** `type: cgroup` means whatever the machine has: on version 1 a folder with one mount for each hierarchy, as in runc. */
export function cgroupMountSteps(context: Context, plan: CgroupPlan, mount: CgroupMount, wishes: MountWishes): Made {
  const { cgroups } = context.facts;
  const path = `mounts[${mount.index}]`;
  for (const [index] of wishes.rest)
    context.problems.add(`${path}.options[${index}]`, 'is no option of a cgroup mount');
  if (mount.type === 'cgroup' && cgroups.version1.length > 0) {
    return hierarchies(context, plan, mount.target, cgroups.version1, wishes);
  }
  if (cgroups.version2 === undefined) {
    context.problems.add(`${path}.type`, 'cannot be mounted: this machine has no such cgroup hierarchy');
    return { steps: [], madeReadonly: [] };
  }
  const attributes = [...attributesOf(context, wishes)];
  return { steps: [one(context, plan, mount.target, cgroups.version2, attributes)], madeReadonly: [] };
}

function hierarchies(
  context: Context,
  plan: CgroupPlan,
  target: string,
  all: readonly HierarchyFacts[],
  wishes: MountWishes,
): Made {
  const attributes = attributesOf(context, wishes);
  const readonly = attributes.has('ro');
  const links = all.flatMap(({ mount, controllers }) =>
    controllers
      .filter((controller) => controllers.length > 1 && controller !== posix.basename(mount))
      .map((controller): Step => ({
        op: 'make.link',
        path: `${target}/${controller}`,
        target: posix.basename(mount),
      })),
  );
  return {
    steps: [
      {
        op: 'mount.new',
        target,
        type: 'tmpfs',
        source: 'tmpfs',
        attributes: [...attributes].filter((attribute) => attribute !== 'ro'),
        options: ['mode=755'],
      },
      ...all.map((each) => one(context, plan, `${target}/${posix.basename(each.mount)}`, each, [...attributes])),
      ...links,
    ],
    madeReadonly: readonly ? [{ op: 'readonly', path: target }] : [],
  };
}

/** With a cgroup namespace its root is what a new mount shows; without, the run's own cgroup is bound. */
function one(
  context: Context,
  plan: CgroupPlan,
  target: string,
  hierarchy: HierarchyFacts,
  attributes: readonly MountAttribute[],
): Step {
  if (findNamespace(context.spec.linux, 'cgroup') === undefined) {
    return {
      op: 'mount.bind',
      target,
      source: plan.made.get(hierarchy) ?? hierarchy.own,
      recursive: false,
      set: attributes,
      clear: [],
      attributesRecursive: false,
      propagation: undefined,
    };
  }
  const isVersion2 = hierarchy === context.facts.cgroups.version2;
  const named = hierarchy.controllers.filter((controller) => controller.startsWith('name='));
  return {
    op: 'mount.new',
    target,
    type: isVersion2 ? 'cgroup2' : 'cgroup',
    source: 'cgroup',
    attributes,
    options: isVersion2 ? [] : [...(named.length > 0 ? ['none'] : []), ...hierarchy.controllers],
  };
}

/** Never a device or a program: as in runc. In a user namespace that shows the machine's cgroups: CVE-2023-25809. */
function attributesOf({ spec: { linux } }: Context, wishes: MountWishes): ReadonlySet<MountAttribute> {
  const showsMachine = findNamespace(linux, 'cgroup') === undefined && findNamespace(linux, 'user') !== undefined;
  return new Set<MountAttribute>([
    ...attributesThatAre(true, wishes),
    'nosuid',
    'nodev',
    'noexec',
    ...(showsMachine ? (['ro'] as const) : []),
  ]);
}
