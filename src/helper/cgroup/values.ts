import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Content } from './control-file.ts';

/** The formats of control files; "Format" in the kernel's cgroup-v2 document. */

/**
 * The largest page counter in bytes, less a page of any size: version 1 has no word for "no limit" and shows that
 * number instead (9223372036854771712 with pages of 4 KiB).
 */
const VERSION_1_MAX = 2 ** 63 - 2 ** 20;

/** A limit: a number or `max`; of version 1 also -1 and the largest page counter. `undefined` for anything else. */
export function parseAmount(text: ByteString): number | 'max' | undefined {
  const value = text.trim();
  if (value === 'max' || value === '-1') return 'max';
  const amount = parseCount(value);
  return amount !== undefined && amount >= VERSION_1_MAX ? 'max' : amount;
}

/**
 * A counter, up to the 64 bits that the kernel has. A double holds 53 of them: above 2^53 the lowest bits are lost, and
 * nothing else is.
 */
export function parseCount(text: ByteString): number | undefined {
  const value = text.trim();
  return /^\d{1,20}$/.test(value) ? Number(value) : undefined;
}

/** The counter of a key in a flat keyed file, such as `usage_usec` in `cpu.stat`. */
export function flatKey(text: ByteString, key: string): number | undefined {
  const start = text.startsWith(`${key} `) ? 0 : text.indexOf(`\n${key} `) + 1;
  if (start === 0 && !text.startsWith(`${key} `)) return undefined;
  const end = text.indexOf('\n', start);
  return parseCount(text.slice(start + key.length + 1, end < 0 ? undefined : end));
}

/** A file that holds one number. A file that is missing means that the controller is off here. */
export function numberReading(text: ByteString | number): Reading<number> {
  if (typeof text === 'number') return fileUnread(text);
  const count = parseCount(text);
  return count === undefined ? unread('error', 'EINVAL') : { value: count };
}

/** For files whose content is all that is wanted. */
export function asIs(content: Content): Content {
  return content;
}

/** Why a control file in an open folder could not be read. */
export function fileUnread(errno: number): ReturnType<typeof unread> {
  return errno === -ENOENT ? unread('off') : unreadFromErrno(errno);
}

/** The number in a file, where there is one. */
export function numberIn(text: ByteString | number): number | undefined {
  return typeof text === 'number' ? undefined : parseCount(text);
}

/** A list of CPUs or memory nodes such as `0-3,8`; "List format" of cpuset(7). */
export function countList(list: string): number | undefined {
  if (!/^\d{1,7}(-\d{1,7})?(,\d{1,7}(-\d{1,7})?)*$/.test(list)) return undefined;
  let count = 0;
  for (const range of list.split(',')) {
    const [first = 0, last = first] = range.split('-').map(Number);
    count += Math.max(0, last - first + 1);
  }
  return count;
}

/** Without the keys that have no value. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
