import * as z from 'zod';
import type { HelperMethod, HelperRequests } from '../../shared/protocol/helper.ts';

const nothing = z.strictObject({});

/** Printable: ids are made by the helper itself and hold nothing else. */
const containerId = z
  .string()
  .min(1)
  .max(32_768)
  .regex(/^\P{C}+$/u);

const container = z.strictObject({ containerId });

/** What the parameters of each request must look like: no other key, no other type, bounded. */
export const SCHEMAS: { readonly [M in HelperMethod]: z.ZodType<HelperRequests[M]['params']> } = {
  initialize: z.strictObject({ protocolVersion: z.int().min(1).max(1_000_000) }),
  'inventory/watch': nothing,
  'inventory/unwatch': nothing,
  'inventory/refresh': nothing,
  'container/processes': container,
  'container/limits': container,
};
