import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hostilePath } from '../../../src/helper/cgroup/hostile-path.ts';
import { shellWord } from '../../../src/shared/text/path.ts';
import { HOSTILE } from '../support/hostile.ts';

/** What bash makes of a word, as bytes. */
function throughBash(word: string): string {
  return execFileSync('bash', ['-c', `printf %s ${word}`], { encoding: 'latin1' });
}

describe('shellWord', () => {
  it('leaves plain paths alone', () => {
    expect(shellWord(hostilePath('/sys/fs/cgroup/memory/docker/2d85/memory.max'))).toBe(
      '/sys/fs/cgroup/memory/docker/2d85/memory.max',
    );
  });

  const awkward: [what: string, bytes: string][] = [
    ['a space', '/a b'],
    ['a quote', "/it's"],
    ['a command', '/$(id)`id`;id&'],
    ['a backslash', '/machine-lxc\\x2d1'],
    ['a digit after an escape', '/\x1b41'],
  ];
  for (const [what, bytes] of HOSTILE) if (!bytes.includes('\0') && bytes.length < 4096) awkward.push([what, bytes]);

  it.each(awkward)('gives the shell exactly the bytes of %s', (_, bytes) => {
    expect(throughBash(shellWord(hostilePath(bytes)))).toBe(bytes);
  });
});
