import { unread, type Unread, type UnreadReason } from '../../shared/model/reading.ts';
import { errnoName } from './errno.ts';

/** What an error of a read below /proc or a cgroup means for a person; proc(5), cgroups(7). */
const REASONS: ReadonlyMap<string, UnreadReason> = new Map([
  ['EACCES', 'permission'],
  ['EPERM', 'permission'],
  ['ENOENT', 'gone'],
  ['ENOTDIR', 'gone'],
  ['ESRCH', 'gone'],
  ['ENODEV', 'gone'],
  ['EOPNOTSUPP', 'off'],
  ['ENOTSUP', 'off'],
  ['ENOSYS', 'unsupported'],
]);

export function reasonOf(errnoName: string): UnreadReason {
  return REASONS.get(errnoName) ?? 'error';
}

/** @param errno positive or, as `Syscalls` returns it, negative */
export function unreadFromErrno(errno: number): { readonly unread: Unread } {
  const name = errnoName(Math.abs(errno));
  return unread(reasonOf(name), name);
}
