import type { Unread, UnreadReason } from '../model/reading.ts';

/** Every text about a value that could not be read. Short: it stands in the place of the value. */
const SHORT: Readonly<Record<UnreadReason, string>> = {
  permission: 'needs root',
  gone: 'ended',
  off: 'off',
  unsupported: 'not in this kernel',
  outside: 'outside this cgroup namespace',
  pending: 'measuring…',
  timeout: 'no answer in time',
  error: 'not readable',
};

/** The cause and, where there is one, the next step. */
const LONG: Readonly<Record<UnreadReason, string>> = {
  permission: 'The kernel shows this only to root or to the owner of the process.',
  gone: 'The process or cgroup ended before it could be read.',
  off: 'The kernel has this, but it is not enabled for this cgroup.',
  unsupported: 'This kernel does not have it.',
  outside: 'It lies outside the cgroup namespace of the helper, so that its path is not known here.',
  pending: 'A rate needs two samples; the second one comes soon.',
  timeout: 'The kernel did not answer in time. It is tried again in a minute.',
  error: 'The kernel answered with an error.',
};

/** Words for the place of a value: `needs root`, `off`, `not readable (EIO)`. */
export function unreadWords(unread: Unread): string {
  return unread.reason === 'error' && unread.errno !== undefined
    ? `${SHORT.error} (${unread.errno})`
    : SHORT[unread.reason];
}

/** A sentence that tells why there is no value, with the errno where the kernel gave one. */
export function unreadSentence(unread: Unread): string {
  return unread.errno === undefined ? LONG[unread.reason] : `${LONG[unread.reason]} (${unread.errno})`;
}
