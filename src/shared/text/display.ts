/**
 * The only way in which text that a container can influence becomes text that a person reads.
 *
 * Command lines, names, cgroup paths and the like are bytes chosen by somebody else. `display` turns such bytes into
 * text without control characters, bidirectional overrides or broken UTF-8, and of bounded length. The brand
 * `DisplayText` lets the compiler refuse text that did not come this way.
 */
declare const displayBrand: unique symbol;
export type DisplayText = string & { readonly [displayBrand]: true };

/** One JavaScript character per byte (`latin1`): how the helper holds bytes of unknown encoding. */
export type ByteString = string;

/** Bytes kept of one field; the rest is cut, with a mark. */
export const DISPLAY_LIMIT_BYTES = 4096;

const CUT_MARK = '…';

/**
 * Everything outside the visible: controls (Cc), formats such as bidi overrides (Cf), surrogates, private use and
 * unassigned code points (Cs, Co, Cn), and the line and paragraph separators (Zl, Zp).
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Escapes bytes for people: valid UTF-8 stays as it is; every control, format or unassigned character becomes
 * `\n`, `\t`, `\xNN` or `\u{N}`, and every byte that is not UTF-8 becomes `\xNN`.
 *
 * @param bytes the text, one character per byte
 * @param limit bytes to keep; a longer text ends in `…`
 */
export function display(bytes: ByteString, limit: number = DISPLAY_LIMIT_BYTES): DisplayText {
  const cut = bytes.length > limit;
  const kept = cut ? bytes.slice(0, limit) : bytes;
  const text = decodeUtf8(kept, cut);
  return (cut ? text + CUT_MARK : text) as DisplayText;
}

/** Marks text that the product wrote itself (a literal, a number) as fit for display. */
export function ownText(text: string): DisplayText {
  return text.replace(UNSAFE, escapeCharacter) as DisplayText;
}

function decodeUtf8(bytes: ByteString, cut: boolean): string {
  if (/^[\x20-\x7e]*$/.test(bytes)) return bytes;
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length > 0) {
      text += String.fromCodePoint(codePoint(bytes, index, length)).replace(UNSAFE, escapeCharacter);
      index += length;
    } else if (cut && isTruncatedSequence(bytes, index)) {
      // The cut fell inside a character: that is no error of the source.
      return text;
    } else {
      text += hexByte(bytes.charCodeAt(index));
      index += 1;
    }
  }
  return text;
}

function codePoint(bytes: ByteString, index: number, length: number): number {
  const first = bytes.charCodeAt(index);
  if (length === 1) return first;
  let code = first & (0x7f >> length);
  for (let offset = 1; offset < length; offset++) code = (code << 6) | (bytes.charCodeAt(index + offset) & 0x3f);
  return code;
}

/** Length in bytes of the well-formed UTF-8 sequence at `index` (Unicode, table 3-7), or 0. */
function sequenceLength(bytes: ByteString, index: number): number {
  const first = bytes.charCodeAt(index);
  if (first < 0x80) return 1;
  const bounds = secondByteBounds(first);
  if (bounds === undefined) return 0;
  const [length, low, high] = bounds;
  const second = bytes.charCodeAt(index + 1);
  if (!(second >= low && second <= high)) return 0;
  for (let offset = 2; offset < length; offset++) {
    const next = bytes.charCodeAt(index + offset);
    if (!(next >= 0x80 && next <= 0xbf)) return 0;
  }
  return length;
}

function secondByteBounds(first: number): readonly [length: number, low: number, high: number] | undefined {
  if (first >= 0xc2 && first <= 0xdf) return [2, 0x80, 0xbf];
  if (first === 0xe0) return [3, 0xa0, 0xbf];
  if (first === 0xed) return [3, 0x80, 0x9f];
  if (first >= 0xe1 && first <= 0xef) return [3, 0x80, 0xbf];
  if (first === 0xf0) return [4, 0x90, 0xbf];
  if (first >= 0xf1 && first <= 0xf3) return [4, 0x80, 0xbf];
  if (first === 0xf4) return [4, 0x80, 0x8f];
  return undefined;
}

function isTruncatedSequence(bytes: ByteString, index: number): boolean {
  const bounds = secondByteBounds(bytes.charCodeAt(index));
  if (bounds === undefined || index + bounds[0] <= bytes.length) return false;
  for (let at = index + 1; at < bytes.length; at++) {
    const next = bytes.charCodeAt(at);
    if (!(next >= 0x80 && next <= 0xbf)) return false;
  }
  return true;
}

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
]);

function escapeCharacter(character: string): string {
  const named = NAMED_ESCAPES.get(character);
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? hexByte(code) : `\\u{${code.toString(16)}}`;
}

function hexByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
