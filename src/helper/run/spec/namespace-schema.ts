import * as z from 'zod/mini';
import { absolutePath, integer, LAST_ID, list, object, oneOf } from './leaves.ts';

/** As the specification calls them: config-linux.md, namespaces. */
export const NAMESPACE_TYPES = ['pid', 'network', 'mount', 'ipc', 'uts', 'user', 'cgroup', 'time'] as const;

export type NamespaceType = (typeof NAMESPACE_TYPES)[number];

export const namespaceSchema = object({ type: oneOf(NAMESPACE_TYPES), path: z.exactOptional(absolutePath()) });

/** UID_GID_MAP_MAX_EXTENTS of the kernel. */
const MOST_RANGES = 340;

const idMapping = object({
  containerID: integer(0, LAST_ID),
  hostID: integer(0, LAST_ID),
  size: integer(1, LAST_ID + 1),
}).check(
  z.refine(
    ({ containerID, hostID, size }) => Math.max(containerID, hostID) + size - 1 <= LAST_ID,
    'reaches beyond the last id',
  ),
);

/** `uidMappings` and `gidMappings`: user_namespaces(7). */
export const idMappingsSchema = list(idMapping, MOST_RANGES);

export type NamespaceSpec = z.infer<typeof namespaceSchema>;
export type IdMappingSpec = z.infer<typeof idMapping>;
