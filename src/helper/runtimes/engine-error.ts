import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { optionalText, parseText } from './json.ts';

/** Engine API `ErrorResponse`; Podman's has a `cause` beside it. */
const errorAnswer = z.object({ message: optionalText });

/** The last line of what an engine said to a request that it refused: the lines before it tell the way there. */
export function saidBy({ status, body }: { readonly status: number; readonly body: Buffer }): ByteString {
  return parseText(body.toString('latin1'), errorAnswer)?.message?.trim().split('\n').at(-1) ?? `HTTP status ${status}`;
}
