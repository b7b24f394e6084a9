import { constants } from 'node:os';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [number, name]),
);

/** The symbolic name of an errno(3), such as `EACCES`; `E<number>` for one that Node does not know. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `E${errno}`;
}

export const { EAGAIN, EFBIG, EINTR, ENAMETOOLONG, ENOENT, ENOSYS, ESRCH } = constants.errno;
