// Measures the extension and its helper beside programs that do comparable things. scripts/bench.mjs builds and runs it.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Context } from './context.ts';
import { readMachine } from './machine.ts';
import { PARTS } from './parts.ts';
import { printReport, type Report, writeReport } from './report.ts';
import { failedRow, type Row } from './row.ts';
import { Undo } from './undo.ts';

const { values: options } = parseArgs({
  options: {
    build: { type: 'string', default: 'dist' },
    crowd: { type: 'string', default: 'native/build/crowd' },
    json: { type: 'string', default: 'test-results/bench.json' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
});

const undo = new Undo();
const context: Context = {
  undo,
  build: resolve(options.build),
  scripts: import.meta.dirname,
  crowd: resolve(options.crowd),
  quick: options.quick,
};

/** Ends everything, then this process: at a signal, and when whoever started it is gone. */
let isEnding = false;
function endEarly(status: number): void {
  isEnding = true;
  void undo.all().finally(() => process.exit(status));
}
process.once('SIGINT', () => endEarly(130));
process.once('SIGTERM', () => endEarly(143));
process.once('SIGHUP', () => endEarly(129));
process.stdin.once('end', () => endEarly(143)).resume();
// What is under way while everything ends may well fail.
process.on('unhandledRejection', (error) => {
  if (isEnding) return;
  console.error(error);
  endEarly(1);
});

async function measure(name: string): Promise<readonly Row[]> {
  console.log(`Measuring: ${name} …`);
  try {
    return (await PARTS[name]?.(context)) ?? [];
  } catch (error) {
    if (!isEnding) process.exitCode = 1;
    return [failedRow(name, error)];
  } finally {
    await undo.all();
  }
}

async function main(): Promise<void> {
  const unknown = options.only.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`no part "${unknown}"; there are: ${Object.keys(PARTS).join(', ')}`);
  const machine = readMachine();
  const rows: Row[] = [];
  for (const name of options.only.length > 0 ? options.only : Object.keys(PARTS)) {
    rows.push(...(await measure(name)));
    if (isEnding) return;
  }
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const report: Report = { date, quick: options.quick, machine, rows };
  printReport(report);
  writeReport(report, resolve(options.json));
  if (options.strict && rows.some(({ holds }) => holds === false)) process.exitCode = 1;
}

void main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(() => {
    if (!isEnding) process.exit();
  });
