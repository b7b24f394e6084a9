import * as z from 'zod/mini';
import {
  KNOB_COPIES,
  PAGE_ACTIONS,
  PAGE_CHANGES,
  type FromLimitsPage,
  type LimitsPageState,
} from '../../shared/protocol/limits-page.ts';

/** Characters of a knob's key: the name of a file, which may be escaped, and a little more. */
const KEY_LIMIT = 4096;
/** As the helper itself bounds them. */
const ID_LIMIT = 32_768;
const FILTER_LIMIT = 10_000;

const fromPage: z.ZodMiniType<FromLimitsPage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({
    kind: z.literal('copy'),
    what: z.enum(KNOB_COPIES),
    knob: z.string().check(z.minLength(1), z.maxLength(KEY_LIMIT)),
  }),
  z.strictObject({ kind: z.literal('action'), action: z.enum(PAGE_ACTIONS) }),
  z.strictObject({ kind: z.literal('change'), what: z.enum(PAGE_CHANGES) }),
]);

const pageState: z.ZodMiniType<LimitsPageState> = z.strictObject({
  version: z.literal(1),
  containerId: z.string().check(z.minLength(1), z.maxLength(ID_LIMIT), z.regex(/^\P{C}+$/u)),
  filter: z.string().check(z.maxLength(FILTER_LIMIT)),
});

/** What came from a page: a message, or `undefined` where it is anything else. */
export function readMessage(value: unknown): FromLimitsPage | undefined {
  return fromPage.safeParse(value).data;
}

/** What VS Code kept of a page: its state, or `undefined` where it is anything else. */
export function readState(value: unknown): LimitsPageState | undefined {
  return pageState.safeParse(value).data;
}
