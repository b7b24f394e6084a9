import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { optionalText, parseText } from './json.ts';

/** What came of asking a container's owner for new limits. */
export type UpdateAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: ByteString }
  /** This user may not ask it. */
  | { readonly kind: 'permission'; readonly message: ByteString }
  /** It was asked, and did not answer in time. */
  | { readonly kind: 'timeout' };

/** Milliseconds; an update takes a fraction of a second, under software emulation a few. */
const DEADLINE_MS = 8000;
/** What a runtime says to an update is a line or two. */
const ANSWER_LIMIT_BYTES = 64 * 1024;

/** Engine API `ErrorResponse`; Podman's has a `cause` beside it. */
const errorAnswer = z.object({ message: optionalText });

/** POST of JSON over HTTP on a runtime's Unix socket. */
export function postUpdate(socketPath: string, path: string, body: object): Promise<UpdateAnswer> {
  const { request } = process.getBuiltinModule('node:http');
  const text = JSON.stringify(body);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const headers = {
      ...{ host: 'localhost', 'content-type': 'application/json' },
      'content-length': Buffer.byteLength(text),
    };
    const outgoing = request({ socketPath, method: 'POST', path, headers }, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_LIMIT_BYTES) outgoing.destroy();
        else chunks.push(chunk);
      });
      answer.on('end', () => resolve(answered(answer.statusCode ?? 0, Buffer.concat(chunks))));
    });
    const deadline = setTimeout(() => {
      resolve({ kind: 'timeout' });
      outgoing.destroy();
    }, DEADLINE_MS);
    outgoing.on('error', ({ code = 'EIO' }: NodeJS.ErrnoException) => {
      const kind = code === 'EACCES' || code === 'EPERM' ? 'permission' : 'refused';
      resolve({ kind, message: `no answer (${code})` });
    });
    outgoing.on('close', () => {
      clearTimeout(deadline);
      resolve({ kind: 'refused', message: 'no answer' });
    });
    outgoing.end(text);
  });
}

function answered(status: number, body: Buffer): UpdateAnswer {
  if (status >= 200 && status < 300) return { kind: 'done' };
  return { kind: 'refused', message: messageOf(body.toString('latin1')) ?? `HTTP status ${status}` };
}

/** The last line of what the runtime said: the lines before it tell the way there. */
function messageOf(body: ByteString): ByteString | undefined {
  return parseText(body, errorAnswer)?.message?.trim().split('\n').at(-1);
}
