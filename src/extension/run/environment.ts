/** What programs need to work. Nothing else goes in: variables hold secrets, and a run may be meant to be kept from them. */
const KEPT = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|EDITOR|PAGER)$/;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of a run, from that of VS Code. */
export function runEnvironment(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => KEPT.test(entry[0]) && entry[1] !== undefined,
  );
  return { PATH, ...Object.fromEntries(kept), TERM: 'xterm-256color', COLORTERM: 'truecolor' };
}
