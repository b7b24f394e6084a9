import { describe, expect, it } from 'vitest';
import { display, DISPLAY_LIMIT_BYTES, ownText } from '../../../src/shared/text/display.ts';
import { HOSTILE } from '../support/hostile.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('display', () => {
  it.each(HOSTILE)('leaves nothing invisible of %s', (_, bytes) => {
    expect(display(bytes)).toMatch(/^[\P{C}]*$/u);
    expect(display(bytes)).not.toMatch(/[\p{Zl}\p{Zp}]/u);
    expect(display(bytes).length).toBeLessThanOrEqual(DISPLAY_LIMIT_BYTES * 8);
  });

  it('keeps what people write', () => {
    expect(display(utf8('Grüße, 世界 🚀 café'))).toBe('Grüße, 世界 🚀 café');
  });

  it.each([
    ['a\nb\tc\rd', String.raw`a\nb\tc\rd`],
    ['\x1b[0m', String.raw`\x1b[0m`],
    ['\xff\xfe', String.raw`\xff\xfe`],
    ['\xc3(', String.raw`\xc3(`],
    [utf8('\u202E'), String.raw`\u{202e}`],
    ['\xed\xa0\x80', String.raw`\xed\xa0\x80`],
    ['\xc2\x9b', String.raw`\u{9b}`],
  ])('escapes %j', (bytes, shown) => {
    expect(display(bytes)).toBe(shown);
  });

  it('cuts long text with a mark, and never inside a character', () => {
    expect(display('x'.repeat(5000))).toBe(`${'x'.repeat(DISPLAY_LIMIT_BYTES)}…`);
    expect(display(`abc${utf8('€')}`, 5)).toBe('abc…');
    expect(display(`ab\xff${'x'.repeat(9)}`, 3)).toBe(String.raw`ab\xff…`);
  });

  it('holds for any bytes', () => {
    let seed = 1;
    for (let round = 0; round < 2000; round++) {
      const bytes = Array.from({ length: 40 }, () => {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        return String.fromCharCode((seed >>> 16) & 0xff);
      }).join('');
      expect(display(bytes)).toMatch(/^[\P{C}]*$/u);
    }
  });
});

describe('ownText', () => {
  it('guards text of ours too', () => {
    expect(ownText('sandbox 4026532700')).toBe('sandbox 4026532700');
    expect(ownText('a\u202Eb')).toBe(String.raw`a\u{202e}b`);
  });
});
