import { readFileSync } from 'node:fs';

/** How long the event loop of the helper was held at worst. */
export interface LoopReport {
  readonly lateMs: number;
  /** The longest work of its own between two ticks: other processes may have had the processor meanwhile. */
  readonly workMs: number;
  readonly ticks: number;
}

/** @throws {Error} where the helper left none */
export function readLoopReport(file: string): LoopReport {
  const report = JSON.parse(readFileSync(file, 'utf8')) as LoopReport;
  if (report.ticks === 0) throw new Error('the event loop was not watched');
  return report;
}
