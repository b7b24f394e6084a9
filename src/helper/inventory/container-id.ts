import type { ByteString } from '../../shared/text/display.ts';

const PLAIN = /^[\x21-\x7e]{1,512}$/;

/**
 * The id of a container on the wire, from its key: the key itself where it is plain, else its bytes in hexadecimal.
 * Different keys never give the same id, though a hostile cgroup name may be chosen to look like another one.
 */
export function containerIdOf(key: ByteString): string {
  const id = key.slice(1);
  return PLAIN.test(id) && !id.startsWith('~') ? id : `~${Buffer.from(key, 'latin1').toString('hex')}`;
}
