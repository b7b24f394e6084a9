import { posix } from 'node:path';

/** Without `.`, double slashes and a slash at the end: one text for one place. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
