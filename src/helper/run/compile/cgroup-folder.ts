import { posix } from 'node:path';
import { cleanPath } from '../spec/clean-path.ts';
import type { Context } from './context.ts';
import type { HierarchyFacts } from './machine-facts.ts';

/**
 * Where the cgroup of a run is made, an absolute path: `cgroupsPath` below the mount of the hierarchy, or where it is
 * relative, as a name without it, below the folder for runs. The cgroups above it must exist.
 */
export function cgroupFolder({ spec, options }: Context, { mount, place }: HierarchyFacts): string {
  const path = spec.linux.cgroupsPath ?? options.cgroupName;
  const above = path.startsWith('/') || !('folder' in place) ? mount : place.folder;
  return cleanPath(posix.join(above, path));
}
