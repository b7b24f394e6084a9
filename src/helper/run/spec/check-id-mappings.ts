import { findNamespace } from './find-namespace.ts';
import type { LinuxSpec } from './linux-schema.ts';
import type { IdMappingSpec } from './namespace-schema.ts';
import type { Problems } from './problems.ts';

const KEYS = ['uidMappings', 'gidMappings'] as const;

/** user_namespaces(7): a new one needs maps, and nothing else does. */
export function checkIdMappings(linux: LinuxSpec, problems: Problems): void {
  const user = findNamespace(linux, 'user');
  for (const key of KEYS) {
    const mappings = linux[key] ?? [];
    const path = `linux.${key}`;
    if (user === undefined && mappings.length > 0) problems.add(path, 'needs a user namespace');
    if (user?.path !== undefined && mappings.length > 0) {
      problems.add(path, 'is not for a user namespace that exists: it has its map');
    }
    if (user !== undefined && user.path === undefined && mappings.length === 0) {
      problems.add(path, 'is missing: a new user namespace needs it');
    }
    checkOverlaps(mappings, 'containerID', path, problems);
    checkOverlaps(mappings, 'hostID', path, problems);
  }
}

function checkOverlaps(
  mappings: readonly IdMappingSpec[],
  side: 'containerID' | 'hostID',
  path: string,
  problems: Problems,
): void {
  const ordered = mappings.map((mapping, index) => ({ first: mapping[side], size: mapping.size, index }));
  ordered.sort((a, b) => a.first - b.first);
  let end = 0;
  for (const { first, size, index } of ordered) {
    if (first < end) problems.add(`${path}[${index}].${side}`, 'is in another range too');
    end = Math.max(end, first + size);
  }
}
