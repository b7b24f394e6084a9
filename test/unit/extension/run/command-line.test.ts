import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../../src/extension/run/command-line.ts';

describe('a command line', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['npm test', ['npm', 'test']],
    ['  a   b  ', ['a', 'b']],
    ['', []],
    ['   ', []],
    [`echo 'a b' "c d" e\\ f`, ['echo', 'a b', 'c d', 'e f']],
    [`a"b"'c'd`, ['abcd']],
    [String.raw`"say \"yes\" \n"`, [String.raw`say "yes" \n`]],
    ["''", ['']],
    ['"open', undefined],
    ["it's", undefined],
    ['a | b', ['sh', '-c', 'a | b']],
    ['echo $HOME', ['sh', '-c', 'echo $HOME']],
    ['ls *.c', ['sh', '-c', 'ls *.c']],
    ['A=1 make', ['sh', '-c', 'A=1 make']],
    ['make A=1', ['make', 'A=1']],
    ['a && b', ['sh', '-c', 'a && b']],
  ])('%j', (line, words) => {
    expect(parseCommandLine(line)).toEqual(words);
  });
});
