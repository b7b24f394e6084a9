import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from './machine.ts';
import type { Row } from './row.ts';
import { table } from './table.ts';

/** All that one run of the benchmark came to; the JSON file holds it as it is. */
export interface Report {
  /** UTC. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

export function printReport({ date, quick, machine, rows }: Report): void {
  const { processor, cores, memoryGiB, kernel, load, versions } = machine;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`\n${date} UTC${quick ? ', few rounds (--quick)' : ''}`);
  console.log(`${processor}, ${cores} processors, ${memoryGiB} GiB, Linux ${kernel}, load before ${load}`);
  console.log(`${programs.join(', ')}. Figures: median (min … max).\n`);
  console.log(table(rows));
}

export function writeReport(report: Report, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}
