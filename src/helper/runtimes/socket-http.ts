import { statSync } from 'node:fs';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { reasonOf } from '../kernel/errno-reason.ts';

export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON. */
  readonly content?: object | undefined;
  /** Milliseconds until the answer must be there. */
  readonly deadlineMs: number;
  /** Bytes of the answer; of a longer one nothing is taken. */
  readonly limitBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One question over HTTP on a Unix socket. Node's own client is enough for the little that is asked, and keeps a
 * runtime's whole client library out of a process that may run as root.
 *
 * @returns the answer, whatever its status; otherwise why there is none: `gone` for a missing socket, or one at which
 *   nobody listens
 */
export function askSocket(
  socketPath: string,
  { method, path, content, deadlineMs, limitBytes }: HttpQuestion,
): Promise<Reading<HttpAnswer>> {
  if (isMissing(socketPath)) return Promise.resolve(unread('gone', 'ENOENT'));
  // Loaded here: where no runtime has a socket nobody waits for it.
  const { request } = process.getBuiltinModule('node:http');
  const text = content === undefined ? '' : JSON.stringify(content);
  const headers = {
    host: 'localhost',
    ...(content === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const outgoing = request({ socketPath, method, path, headers }, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limitBytes) outgoing.destroy();
        else chunks.push(chunk);
      });
      answer.on('end', () => resolve({ value: { status: answer.statusCode ?? 0, body: Buffer.concat(chunks) } }));
    });
    const deadline = setTimeout(() => {
      resolve(unread('timeout'));
      outgoing.destroy();
    }, deadlineMs);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? 'EIO';
      resolve(code === 'ECONNREFUSED' ? unread('gone', code) : unread(reasonOf(code), code));
    });
    outgoing.on('close', () => {
      clearTimeout(deadline);
      resolve(unread('error', 'ECONNRESET'));
    });
    outgoing.end(text);
  });
}

/** For many containers at once a look at the path is far cheaper than a client that fails to connect. */
function isMissing(socketPath: string): boolean {
  try {
    return statSync(socketPath, { throwIfNoEntry: false }) === undefined;
  } catch {
    // The connection tells why.
    return false;
  }
}
