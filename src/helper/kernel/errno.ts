import { constants } from 'node:os';

/** Where a number has two names the first is the usual one (EAGAIN, EWOULDBLOCK): of a map's entries the last stays. */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** The symbolic name of an errno(3), such as `EACCES`; `E<number>` for one that Node does not know. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `E${errno}`;
}

export const { EACCES, EAGAIN, EFBIG, EINTR, EINVAL, ENAMETOOLONG, ENODEV, ENOENT, ENOSYS, EPERM, EROFS, ESRCH } =
  constants.errno;
