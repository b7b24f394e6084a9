import * as z from 'zod/mini';
import { type HelperMethod, type HelperRequests, SAMPLE_CONTAINERS } from '../../shared/protocol/helper.ts';

const nothing = z.strictObject({});

/** Printable: ids are made by the helper itself and hold nothing else. */
const containerId = z.string().check(z.minLength(1), z.maxLength(32_768), z.regex(/^\P{C}+$/u));

const container = z.strictObject({ containerId });

/** What the parameters of each request must look like: no other key, no other type, bounded. */
export const SCHEMAS: { readonly [M in HelperMethod]: z.ZodMiniType<HelperRequests[M]['params']> } = {
  initialize: z.strictObject({ protocolVersion: z.int().check(z.minimum(1), z.maximum(1_000_000)) }),
  'inventory/watch': nothing,
  'inventory/unwatch': nothing,
  'inventory/refresh': nothing,
  'container/processes': container,
  'container/limits': container,
  'container/knobs': container,
  'containers/sample': z.strictObject({
    containerIds: z.array(containerId).check(z.minLength(1), z.maxLength(SAMPLE_CONTAINERS)),
  }),
};
