import type { CurrentLimit } from './current.ts';
import type { LimitField } from './parse-change.ts';

const UNITS = ['', ' KiB', ' MiB', ' GiB', ' TiB'];

/** What stands in the input box at first: the value of now, exactly, as it can be typed. */
export function initialText(field: LimitField, current: CurrentLimit): string {
  if (current.kind !== 'known') return '';
  if (current.words === 'no limit') return 'max';
  const [line = ''] = current.lines;
  switch (field.limit) {
    case 'memory':
    case 'memory-high':
      return /^\d{1,15}$/.test(line) ? exactBytes(Number(line)) : '';
    case 'pids':
    case 'cpuset':
      return line;
    case 'cpu-weight':
      // Shares of version 1 are another scale.
      return /^\d+$/.test(current.words) ? line : '';
    case 'cpu':
    case 'io':
      return current.words;
  }
}

function exactBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount > 0 && amount % 1024 === 0 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${amount}${UNITS[unit] ?? ''}`;
}
