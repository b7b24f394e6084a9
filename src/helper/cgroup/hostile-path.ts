import type { HostilePath } from '../../shared/model/cgroup.ts';
import { type ByteString, display } from '../../shared/text/display.ts';

/** So much of a path is shown; its exact bytes are kept beside it. */
const SHOWN_BYTES = 1024;

/** A path as it may leave the helper: fit for display, and exact. */
export function hostilePath(path: ByteString): HostilePath {
  const text = display(path, SHOWN_BYTES);
  // Plain ASCII, as nearly all are: each byte is its character.
  if (text === path) return { text };
  const exact = Buffer.from(path, 'latin1');
  return exact.equals(Buffer.from(text, 'utf8')) ? { text } : { text, bytes: exact.toString('hex') };
}
