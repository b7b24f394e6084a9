const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** A number of bytes in binary units with at most three significant digits: `512 B`, `12 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  // 1023.5 would be shown as "1024": it belongs to the next unit.
  while (Math.abs(amount) >= 1023.5 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${formatNumber(amount)} ${UNITS[unit] ?? 'B'}`;
}

/** Bytes per second: `1.5 MiB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** A number with one decimal below ten and none above: `1.5`, `12`, `3`. */
function formatNumber(amount: number): string {
  const rounded = Math.abs(amount) < 9.95 ? Math.round(amount * 10) / 10 : Math.round(amount);
  return String(rounded);
}
