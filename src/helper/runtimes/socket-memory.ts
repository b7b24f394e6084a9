import { type Reading, unread } from '../../shared/model/reading.ts';

/** A socket that is missing is not looked for again for so long, in milliseconds. */
const MISSING_MS = 1000;

type GetJson = (socketPath: string, path: string) => Promise<Reading<unknown>>;

/** Spares failing connects: where there is no Docker, each of many containers would look for its sockets anew. */
export function rememberMissing(getJson: GetJson): GetJson {
  const missing = new Map<string, number>();
  return async (socketPath, path) => {
    const since = missing.get(socketPath);
    if (since !== undefined && performance.now() - since < MISSING_MS) return unread('gone', 'ENOENT');
    const answer = await getJson(socketPath, path);
    if ('unread' in answer && answer.unread.errno === 'ENOENT') missing.set(socketPath, performance.now());
    else missing.delete(socketPath);
    return answer;
  };
}
