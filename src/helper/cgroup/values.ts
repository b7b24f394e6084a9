import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';

/** The formats of control files; "Format" in the kernel's cgroup-v2 document. */

/**
 * The largest page counter in bytes, less a page of any size: version 1 has no word for "no limit" and shows that
 * number instead (9223372036854771712 with pages of 4 KiB).
 */
const VERSION_1_MAX = 2 ** 63 - 2 ** 20;

/** A number or `max`; of version 1 also -1 and the largest page counter. `undefined` for anything else. */
export function parseAmount(text: ByteString): number | 'max' | undefined {
  const value = text.trim();
  if (value === 'max' || value === '-1') return 'max';
  if (!/^\d{1,20}$/.test(value)) return undefined;
  const amount = Number(value);
  return amount >= VERSION_1_MAX ? 'max' : amount;
}

/** The value of a key in a flat keyed file, such as `usage_usec` in `cpu.stat`. */
export function flatKey(text: ByteString, key: string): number | undefined {
  for (const line of text.split('\n')) {
    if (line.startsWith(`${key} `)) {
      const amount = parseAmount(line.slice(key.length + 1));
      return amount === 'max' ? undefined : amount;
    }
  }
  return undefined;
}

/** A file that holds one number. A file that is missing means that the controller is off here. */
export function numberReading(text: ByteString | number): Reading<number> {
  if (typeof text === 'number') return text === -ENOENT ? unread('off') : unreadFromErrno(text);
  const amount = parseAmount(text);
  return typeof amount === 'number' ? { value: amount } : unread('error', 'EINVAL');
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
