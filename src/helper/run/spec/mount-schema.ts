import * as z from 'zod/mini';
import { insidePath, list, matching, object, text } from './leaves.ts';

/** A page less one byte is what mount(2) takes of all options together. */
const MOST_OPTION_BYTES = 4095;
/** What a step of a plan has room for. */
const MOST_OPTIONS = 200;

/** An entry of `mounts`: config.md, mounts. */
export const mountSchema = object({
  destination: insidePath(),
  type: z.exactOptional(matching(64, /^[a-z0-9][a-z0-9._-]*$/, 'must be the name of a file system')),
  source: z.exactOptional(text(MOST_OPTION_BYTES)),
  options: z.exactOptional(
    list(text(MOST_OPTION_BYTES).check(z.refine((option) => option !== '', 'must not be empty')), MOST_OPTIONS),
  ),
});

export type MountSpec = z.infer<typeof mountSchema>;
