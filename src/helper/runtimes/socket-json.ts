import { statSync } from 'node:fs';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { reasonOf } from '../kernel/errno-reason.ts';

const DEADLINE_MS = 2000;
const ANSWER_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * GET over HTTP on a Unix socket. Node's own client is enough for the few names that are asked for, and keeps a
 * runtime's whole client library out of a process that may run as root.
 *
 * @returns the parsed JSON of a 200 answer; otherwise why not: `gone` for 404 or a missing socket
 */
export function getJson(socketPath: string, path: string): Promise<Reading<unknown>> {
  if (isMissing(socketPath)) return Promise.resolve(unread('gone', 'ENOENT'));
  // Loaded here: where no runtime has a socket nobody waits for it.
  const { request } = process.getBuiltinModule('node:http');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const outgoing = request({ socketPath, path, headers: { host: 'localhost' } }, (answer) => {
      if (answer.statusCode !== 200) {
        answer.destroy();
        resolve(unread(answer.statusCode === 404 ? 'gone' : 'error'));
        return;
      }
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_LIMIT_BYTES) outgoing.destroy();
        else chunks.push(chunk);
      });
      answer.on('end', () => resolve(parse(Buffer.concat(chunks))));
    });
    const deadline = setTimeout(() => {
      resolve(unread('timeout'));
      outgoing.destroy();
    }, DEADLINE_MS);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? 'EIO';
      resolve(code === 'ECONNREFUSED' ? unread('gone', code) : unread(reasonOf(code), code));
    });
    outgoing.on('close', () => {
      clearTimeout(deadline);
      resolve(unread('error', 'ECONNRESET'));
    });
    outgoing.end();
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

function parse(body: Buffer): Reading<unknown> {
  try {
    return { value: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    return unread('error', 'EBADMSG');
  }
}
