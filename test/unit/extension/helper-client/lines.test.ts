import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../../../src/extension/helper-client/lines.ts';

async function linesOf(chunks: readonly (string | Buffer)[], now: () => number = () => 0): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line), now);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  return lines;
}

describe('readLines', () => {
  it('puts lines together that came in pieces, also within a character', async () => {
    const euro = Buffer.from('€');
    expect(await linesOf(['a', 'b\nc', euro.subarray(0, 1), euro.subarray(1), '\n', 'rest'])).toEqual([
      'ab',
      'c€',
      'rest',
    ]);
  });

  it('escapes terminal controls', async () => {
    expect(await linesOf(['\x1b]0;x\x07\u202e\r\n'])).toEqual(['\\x1b]0;x\\x07\\u{202e}\\r']);
  });

  it('cuts a long line, ended or not', async () => {
    const long = 'x'.repeat(100_000);
    const lines = await linesOf([`${long}\n`, long, long]);
    expect(lines.map((line) => line.length)).toEqual([2001, 2001]);
  });

  it('leaves lines out when there are too many, and says how many', async () => {
    const lines = await linesOf(['a\n'.repeat(1000)]);
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe('… 800 lines left out');
  });

  it('goes on in the next window', async () => {
    let calls = 0;
    // Asked once at the beginning and once for each line.
    const lines = await linesOf(['a\n'.repeat(250), 'b\n'], () => (calls++ <= 250 ? 0 : 10_000));
    expect(lines).toContain('… 50 lines left out');
    expect(lines.at(-1)).toBe('b');
  });
});
