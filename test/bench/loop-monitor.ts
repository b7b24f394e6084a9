// Loaded before the helper (--require): notes how late a timer of 5 ms comes, and at the end writes the worst to the
// file that LOOP_REPORT names.
import { openSync, readSync, writeFileSync } from 'node:fs';
import type { LoopReport } from './loop-report.ts';

const INTERVAL_MS = 5;

const buffer = Buffer.alloc(128);
const schedstat = openSync('/proc/self/schedstat', 'r');

/** Milliseconds that this thread has had a processor; first field of schedstat. */
function worked(): number {
  const text = buffer.toString('latin1', 0, readSync(schedstat, buffer, 0, buffer.length, 0));
  return Number(text.split(' ')[0]) / 1e6;
}

let report: LoopReport = { lateMs: 0, workMs: 0, ticks: 0 };
// The first tick comes when everything is loaded: from then on the helper answers.
let last: { readonly at: number; readonly worked: number } | undefined;

setInterval(() => {
  const now = { at: performance.now(), worked: worked() };
  if (last !== undefined) {
    const late = now.at - last.at - INTERVAL_MS;
    report = {
      lateMs: Math.max(report.lateMs, late),
      workMs: Math.max(report.workMs, now.worked - last.worked),
      ticks: report.ticks + 1,
    };
  }
  last = now;
}, INTERVAL_MS).unref();

process.on('exit', () => writeFileSync(process.env['LOOP_REPORT'] ?? '/dev/null', JSON.stringify(report)));
