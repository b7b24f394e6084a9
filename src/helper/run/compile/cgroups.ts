import type { Step } from '../plan.ts';
import type { ResourcesSpec } from '../spec/resources-schema.ts';
import { deviceRuleWrites } from './cgroup-devices.ts';
import { cgroupFolder } from './cgroup-folder.ts';
import type { LimitWrite } from './limit-write.ts';
import { writesOfVersion1 } from './limits-v1.ts';
import { writesOfVersion2 } from './limits-v2.ts';
import type { Context } from './context.ts';
import type { HierarchyFacts } from './machine-facts.ts';

/** The cgroups of a run, and how it gets into them. */
export interface CgroupPlan {
  readonly before: readonly Step[];
  /** The number of the one on version 2. */
  readonly into: number | undefined;
  readonly attach: readonly Step[];
  /** The cgroup made in each hierarchy. */
  readonly made: ReadonlyMap<HierarchyFacts, string>;
}

/** A cgroup in each hierarchy that limits something or was asked for, and on version 2 always: it names the run. */
export function cgroupPlan(context: Context): CgroupPlan {
  const { spec, facts, options } = context;
  const { version1, version2 } = facts.cgroups;
  const writes = allWrites(context, spec.linux.resources ?? {});
  const used = version1.filter(
    ({ controllers, place }) =>
      'folder' in place &&
      controllers.some(
        (controller) =>
          options.controllers.includes(controller) || writes.some((write) => write.controller === controller),
      ),
  );
  const hierarchies = version2 !== undefined && 'folder' in version2.place ? [...used, version2] : used;
  const made = new Map<HierarchyFacts, string>();
  const before = hierarchies.flatMap((hierarchy, cgroup): readonly Step[] => {
    const path = cgroupFolder(context, hierarchy);
    made.set(hierarchy, path);
    const own = writes.filter(({ version, controller }) =>
      hierarchy === version2 ? version === 2 : version === 1 && hierarchy.controllers.includes(controller),
    );
    return [
      { op: 'cgroup.create', path },
      ...own.map(({ file, value }) => ({ op: 'cgroup.write', cgroup, file, value }) as const),
    ];
  });
  const into = hierarchies.findIndex((hierarchy) => hierarchy === version2);
  return {
    before,
    into: into === -1 ? undefined : into,
    attach: used.map((_, cgroup) => ({ op: 'cgroup.attach', cgroup })),
    made,
  };
}

/** What has no place, or no controller, is a problem by its name. */
function allWrites(context: Context, resources: ResourcesSpec): readonly LimitWrite[] {
  const { cgroups } = context.facts;
  const version1 = new Set(cgroups.version1.flatMap(({ controllers }) => controllers));
  const writes = [
    ...writesOfVersion1(context, resources, version1),
    ...writesOfVersion2(context, resources, version1),
    ...deviceRuleWrites(context, resources.devices ?? [], version1.has('devices')),
  ];
  const refused = new Set<string>();
  const possible = writes.filter((write) => {
    const why = whyNot(cgroups, write);
    // Several files may come of one limit, as with cpuset.
    if (why !== undefined && !refused.has(write.path)) context.problems.add(write.path, why);
    if (why !== undefined) refused.add(write.path);
    return why === undefined;
  });
  return [...possible, ...inheritedCpuset(context, possible)];
}

function whyNot(cgroups: Context['facts']['cgroups'], { version, controller }: LimitWrite): string | undefined {
  const hierarchy =
    version === 2 ? cgroups.version2 : cgroups.version1.find(({ controllers }) => controllers.includes(controller));
  if (hierarchy === undefined) return `cannot be limited: this machine has no cgroup controller ${controller}`;
  if ('none' in hierarchy.place) return `cannot be limited: ${hierarchy.place.none}`;
  // Files of cgroup version 2 itself belong to no controller.
  return controller === 'cgroup' || hierarchy.controllers.includes(controller)
    ? undefined
    : `cannot be limited: the cgroup controller ${controller} is not available to a run`;
}

/** On version 1 nothing can be put into a cgroup of cpuset that lacks either: it gets those of the one above. */
function inheritedCpuset({ facts, options }: Context, writes: readonly LimitWrite[]): readonly LimitWrite[] {
  const { cpuset, version1 } = facts.cgroups;
  const isUsed = options.controllers.includes('cpuset') || writes.some((write) => write.controller === 'cpuset');
  const hasHierarchy = version1.some(({ controllers }) => controllers.includes('cpuset'));
  if (cpuset === undefined || !isUsed || !hasHierarchy) return [];
  return (['cpus', 'mems'] as const)
    .map((kind) => ({ file: `cpuset.${kind}`, value: cpuset[kind] }))
    .filter(({ file }) => !writes.some((write) => write.version === 1 && write.file === file))
    .map((write) => ({ ...write, version: 1, controller: 'cpuset', path: 'linux.resources.cpu' }));
}
