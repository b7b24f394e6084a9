import type { HostilePath } from '../model/cgroup.ts';

/**
 * A path as one word of a POSIX shell, exact to the byte: `'…'` where it is plain, `$'…'` with `\xNN` (bash, zsh, ksh)
 * where it is not.
 */
export function shellWord(path: HostilePath): string {
  if (path.bytes === undefined) return shellQuoted(path.text);
  let word = '';
  for (const pair of path.bytes.match(/../g) ?? []) {
    const byte = Number.parseInt(pair, 16);
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x27 && byte !== 0x5c;
    word += plain ? String.fromCharCode(byte) : `\\x${pair}`;
  }
  return `$'${word}'`;
}

/** A text as one word of a POSIX shell: as it is where that is plain, else `'…'`. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
