import { createHash } from 'node:crypto';
import { type ByteString, display } from '../../shared/text/display.ts';

const PLAIN = /^[\x21-\x7e]{1,512}$/;

/**
 * The id of a container on the wire, from its key. Different keys never give the same id, though a hostile cgroup name
 * may be chosen to look like another one once escaped.
 */
export function containerIdOf(key: ByteString): string {
  const id = key.slice(1);
  if (PLAIN.test(id) && !id.includes('#')) return id;
  const digest = createHash('sha256').update(key, 'latin1').digest('hex').slice(0, 16);
  return `${display(id, 256)}#${digest}`;
}
