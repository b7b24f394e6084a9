import * as z from 'zod/mini';
import { deviceSchema } from './device-schema.ts';
import { insidePath, list, object, oneOf, pathWithoutParents, table, text } from './leaves.ts';
import { idMappingsSchema, namespaceSchema } from './namespace-schema.ts';
import { resourcesSchema } from './resources-schema.ts';
import { seccompSchema } from './seccomp-schema.ts';

/** `linux`: config-linux.md. */
export const linuxSchema = object({
  namespaces: z.exactOptional(list(namespaceSchema)),
  uidMappings: z.exactOptional(idMappingsSchema),
  gidMappings: z.exactOptional(idMappingsSchema),
  devices: z.exactOptional(list(deviceSchema)),
  cgroupsPath: z.exactOptional(
    pathWithoutParents().check(
      z.refine((value) => !/\p{Cc}/u.test(value), 'must not hold control characters'),
      z.refine((value) => !value.includes(':'), 'in the form of systemd, slice:prefix:name, is not supported'),
      z.refine((value) => value.split('/').some((part) => part !== '' && part !== '.'), 'must name a cgroup'),
    ),
  ),
  resources: z.exactOptional(resourcesSchema),
  rootfsPropagation: z.exactOptional(
    oneOf(['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared', 'unbindable', 'runbindable']),
  ),
  seccomp: z.exactOptional(seccompSchema),
  sysctl: z.exactOptional(table(text(4096))),
  maskedPaths: z.exactOptional(list(insidePath())),
  readonlyPaths: z.exactOptional(list(insidePath())),
});

export type LinuxSpec = z.infer<typeof linuxSchema>;
