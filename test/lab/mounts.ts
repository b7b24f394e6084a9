import { readFileSync } from 'node:fs';

/** The mount points that this process sees, as /proc/self/mountinfo writes them (blanks as \040), sorted. */
export function mountPoints(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => line.split(' ')[4] ?? '').sort();
}
