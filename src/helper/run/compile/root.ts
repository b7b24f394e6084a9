import { posix } from 'node:path';
import type { Propagation, Step } from '../plan.ts';
import { cleanPath } from '../spec/clean-path.ts';
import type { LinuxSpec } from '../spec/linux-schema.ts';
import type { Context } from './context.ts';

/** The steps that make the root, and those that close it when everything is mounted. */
export interface RootPlan {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

export function rootPlan(context: Context): RootPlan {
  const { spec, problems } = context;
  const path = resolved(context, spec.root.path);
  if (path === undefined) problems.add('root.path', 'must be an absolute path: there is no bundle to which it refers');
  const readonly = spec.root.readonly === true;
  // The machine's own root is closed before anything is mounted: no mount point is made in it, and all file systems
  // below it are closed too. In another root mount points may have to be made first.
  const isMachine = path === '/';
  return {
    before: [
      { op: 'mount.propagation', propagation: machinePropagation(spec.linux) },
      { op: 'root.open', path: path ?? '', recursive: true },
      ...(readonly && isMachine ? [{ op: 'root.readonly', recursive: true } as const] : []),
      { op: 'root.attach' },
    ],
    after: readonly && !isMachine ? [{ op: 'root.readonly', recursive: false }] : [],
  };
}

/** A path outside; `undefined` for a relative one without a bundle. */
export function resolved({ options }: Pick<Context, 'options'>, path: string): string | undefined {
  if (path.startsWith('/')) return cleanPath(path);
  return options.bundle === undefined ? undefined : cleanPath(posix.join(options.bundle, path));
}

/**
 * Mounts of the machine may reach a running container, never the other way. It is never shared: the new root is put over
 * the machine's, and that would happen on the machine as well.
 */
function machinePropagation(linux: LinuxSpec): Propagation {
  return propagationOf(linux) === 'private' ? 'private' : 'slave';
}

/** Of the finished root: as in runc only where the mounts before it could not have it. */
export function propagationSteps(linux: LinuxSpec): readonly Step[] {
  const propagation = propagationOf(linux);
  return propagation === 'shared' || propagation === 'unbindable' ? [{ op: 'root.propagation', propagation }] : [];
}

function propagationOf({ rootfsPropagation }: LinuxSpec): Propagation | undefined {
  return rootfsPropagation?.replace(/^r(?=private|slave|shared|unbindable)/, '') as Propagation | undefined;
}
