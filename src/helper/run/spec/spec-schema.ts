import * as z from 'zod/mini';
import { flag, list, matching, object, pathWithoutParents, table, text } from './leaves.ts';
import { linuxSchema } from './linux-schema.ts';
import { mountSchema } from './mount-schema.ts';
import { processSchema } from './process-schema.ts';

/** __NEW_UTS_LEN of the kernel. */
const HOST_NAME_BYTES = 64;
/** Together with those of devices, links and masks they must fit into one plan. */
const MOST_MOUNTS = 512;

/** The part of the OCI runtime specification that can be run: config.md. Every other key is refused. */
export const specSchema = object({
  ociVersion: matching(64, /^1\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/, 'must be a version 1 of the specification'),
  process: processSchema,
  root: object({ path: pathWithoutParents(), readonly: z.exactOptional(flag()) }),
  hostname: z.exactOptional(text(HOST_NAME_BYTES)),
  domainname: z.exactOptional(text(HOST_NAME_BYTES)),
  mounts: z.exactOptional(list(mountSchema, MOST_MOUNTS)),
  annotations: z.exactOptional(table(text(1024 * 1024))),
  linux: linuxSchema,
});

export type Spec = z.infer<typeof specSchema>;
