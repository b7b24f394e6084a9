import { formatBytes } from './bytes.ts';
import { DECIMAL, type Parsed } from './parsed.ts';

const UNITS = ['', 'k', 'm', 'g', 't', 'p'];

const BYTES = new RegExp(`^(${DECIMAL})\\s*(?:([kmgtp]?)(i?b)?)$`, 'i');

/** Bytes: `512M`, `1.5 GiB`, `67108864`. A unit counts in steps of 1024, as the kernel, Docker and systemd do. */
export function parseBytes(text: string): Parsed<number> {
  const match = BYTES.exec(text.trim());
  const [, amount = '', prefix = '', suffix = ''] = match ?? [];
  if (match === null || (prefix === '' && suffix.toLowerCase() === 'ib')) {
    return { error: 'Write a size such as 512M, 1.5 GiB or 67108864 (bytes).' };
  }
  if (prefix !== '' && suffix.toLowerCase() === 'b') {
    const unit = prefix.toUpperCase();
    return { error: `${unit}B can mean two things. Write ${unit} or ${unit}iB: steps of 1024.` };
  }
  const bytes = Math.round(Number(amount) * 1024 ** UNITS.indexOf(prefix.toLowerCase()));
  if (bytes < 1) return { error: 'It must be at least 1 byte.' };
  if (bytes > Number.MAX_SAFE_INTEGER) return { error: `The most is ${formatBytes(Number.MAX_SAFE_INTEGER)}.` };
  return { value: bytes };
}

/** Bytes per second: as bytes, and `/s` may follow. */
export function parseByteRate(text: string): Parsed<number> {
  const parsed = parseBytes(text.trim().replace(/\s*\/\s*s$/i, ''));
  return 'error' in parsed && parsed.error.startsWith('Write a size')
    ? { error: 'Write a rate such as 10 MiB/s, 512K or 1048576 (bytes per second).' }
    : parsed;
}
