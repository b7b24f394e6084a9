import type { Context } from './context.ts';
import type { LimitWrite } from './limit-write.ts';
import { RESOURCES } from './limits.ts';

/** What is no limit but moves processes, or takes the cgroup from whoever made it, is not among them. */
const OF_CGROUP: ReadonlySet<string> = new Set(['cgroup.max.depth', 'cgroup.max.descendants']);

/** Control files of cgroup version 2 by their names, as they stand. */
export function unifiedWrites(
  { facts, problems }: Context,
  unified: Readonly<Record<string, string>>,
): readonly LimitWrite[] {
  return Object.entries(unified).flatMap(([file, value]) => {
    const path = `${RESOURCES}.unified.${JSON.stringify(file)}`;
    const controller = /^([a-z0-9_]+)(\.[A-Za-z0-9_-]+)+$/.exec(file)?.[1];
    if (controller === undefined) problems.add(path, 'is not the name of a file of a cgroup');
    else if (controller === 'cgroup' && !OF_CGROUP.has(file)) problems.add(path, 'is no limit');
    else if (facts.cgroups.version1.some(({ controllers }) => controllers.includes(v1Name(controller)))) {
      problems.add(path, `is a file of cgroup version 2, and here ${v1Name(controller)} is on version 1`);
    } else return [{ version: 2, controller, file, value, path }];
    return [];
  });
}

function v1Name(controller: string): string {
  return controller === 'io' ? 'blkio' : controller;
}
