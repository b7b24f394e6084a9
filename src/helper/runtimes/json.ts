import * as z from 'zod/mini';
import { isRead, type Reading } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';

/** Bytes kept of one text of a runtime's record; a longer one is no name and counts as absent. */
const LONGEST_TEXT = 4096;

/** A text that may be missing or of another type; its characters become UTF-8 bytes, as everywhere in the helper. */
export const optionalText = z.catch(
  z.optional(
    z.pipe(z.string(), z.transform(bytesOf)).check(z.refine((text) => text.length > 0 && text.length <= LONGEST_TEXT)),
  ),
  undefined,
);

/** A part that may be missing or of another type: then it is this. */
export function orElse<T extends z.ZodMiniType>(schema: T, value: z.core.util.NoUndefined<z.output<T>>) {
  return z._default(z.catch(schema, value), value);
}

/** JSON in a file that others wrote: what does not parse or fit the schema is `undefined`. */
export function parseFile<T>(file: Reading<ByteString>, schema: z.ZodMiniType<T>): T | undefined {
  return isRead(file) ? parseText(file.value, schema) : undefined;
}

/** JSON in a text of another record. */
export function parseText<T>(text: ByteString | undefined, schema: z.ZodMiniType<T>): T | undefined {
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
  return fit(json, schema);
}

/** The parsed JSON of an API's answer. */
export function parseAnswer<T>(answer: Reading<unknown>, schema: z.ZodMiniType<T>): T | undefined {
  return isRead(answer) ? fit(answer.value, schema) : undefined;
}

function fit<T>(json: unknown, schema: z.ZodMiniType<T>): T | undefined {
  const result = schema.safeParse(json);
  return result.success ? result.data : undefined;
}

function bytesOf(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1');
}
