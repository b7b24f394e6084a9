const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** A number of bytes in binary units with at most three significant digits: `512 B`, `12 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const [amount, unit] = inUnits(bytes);
  return `${rounded(amount, 9.95)} ${unit}`;
}

/** Bytes with a decimal up to a hundred, for a figure that people watch: `12.1 MiB`, `512 B`, `1.5 GiB`. */
export function formatBytesFine(bytes: number): string {
  const [amount, unit] = inUnits(bytes);
  return `${rounded(amount, 99.95)} ${unit}`;
}

/** Bytes per second: `1.5 MiB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

function inUnits(bytes: number): readonly [amount: number, unit: string] {
  let amount = bytes;
  let unit = 0;
  // 1023.5 would be shown as "1024": it belongs to the next unit.
  while (Math.abs(amount) >= 1023.5 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return [amount, UNITS[unit] ?? 'B'];
}

/** A number with one decimal below `fineBelow` and none above: `1.5`, `12`, `3`. */
function rounded(amount: number, fineBelow: number): string {
  return String(Math.abs(amount) < fineBelow ? Math.round(amount * 10) / 10 : Math.round(amount));
}
