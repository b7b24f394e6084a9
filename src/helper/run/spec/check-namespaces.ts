import { findNamespace } from './find-namespace.ts';
import type { Problems } from './problems.ts';
import type { Spec } from './spec-schema.ts';

/** Which namespaces are asked for, and what needs one of them. */
export function checkNamespaces({ hostname = '', domainname = '', linux }: Spec, problems: Problems): void {
  const seen = new Set<string>();
  for (const [index, { type, path }] of (linux.namespaces ?? []).entries()) {
    if (seen.has(type)) problems.add(`linux.namespaces[${index}].type`, `names ${type} a second time`);
    seen.add(type);
    // The mounts of the run would be made in it, and stay there.
    if (type === 'mount' && path !== undefined) {
      problems.add(`linux.namespaces[${index}].path`, 'is not supported: a run has a mount namespace of its own');
    }
  }
  if (!seen.has('mount')) problems.add('linux.namespaces', 'needs a mount namespace, for the root and the mounts');
  const inUts = findNamespace(linux, 'uts') !== undefined;
  if (hostname !== '' && !inUts) problems.add('hostname', 'needs a uts namespace');
  if (domainname !== '' && !inUts) problems.add('domainname', 'needs a uts namespace');
}
