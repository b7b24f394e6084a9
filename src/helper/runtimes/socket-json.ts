import { type Reading, unread } from '../../shared/model/reading.ts';
import { askSocket } from './socket-http.ts';

const DEADLINE_MS = 2000;
const ANSWER_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * GET over HTTP on a Unix socket.
 *
 * @returns the parsed JSON of a 200 answer; otherwise why not: `gone` for 404 or a missing socket
 */
export async function getJson(socketPath: string, path: string): Promise<Reading<unknown>> {
  const question = { method: 'GET', path, deadlineMs: DEADLINE_MS, limitBytes: ANSWER_LIMIT_BYTES } as const;
  const answer = await askSocket(socketPath, question);
  if ('unread' in answer) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return unread(status === 404 ? 'gone' : 'error');
  return parse(body);
}

function parse(body: Buffer): Reading<unknown> {
  try {
    return { value: JSON.parse(body.toString('utf8')) as unknown };
  } catch {
    return unread('error', 'EBADMSG');
  }
}
