// Memory and event loop of the helper while it watches a large machine on which things happen.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../lab/process.ts';
import type { HelperClient } from '../support/helper-client.ts';
import type { Context } from './context.ts';
import { startCrowd } from './crowd.ts';
import { startHelper } from './helper.ts';
import { readLoopReport } from './loop-report.ts';
import { type Row, row } from './row.ts';

const RSS_MB = 150;
const BLOCKED_MS = 50;
/** A full sweep comes every 10 s: long enough for one. */
const WATCH_MS = 12_000;
const PING_MS = 10;
const EVENTS = 5;

interface Round {
  readonly peak: number;
  readonly resident: number;
  readonly reader: number;
  readonly late: number;
  readonly work: number;
  readonly trip: number;
  readonly medianTrip: number;
}

/**
 * @param scale the processes and containers that there are, in words
 * @param containers so many must be found
 */
export async function measureFootprint(context: Context, scale: string, containers: number): Promise<Row[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < (context.quick ? 1 : 3); round++) rounds.push(await watchOnce(context, containers));
  const of = (key: keyof Round): number[] => rounds.map((round) => round[key]);
  const memory = { of: 'largest', atMost: RSS_MB } as const;
  const loop = { of: 'largest', atMost: BLOCKED_MS } as const;
  return [
    row(`memory of the helper at its peak, ${scale}`, { unit: 'MB', ours: of('peak'), bound: memory }),
    row(`memory of the helper after a while, ${scale}`, { unit: 'MB', ours: of('resident'), bound: memory }),
    row(`memory of its reader process, ${scale}`, { unit: 'MB', ours: of('reader') }),
    row(`event loop held at worst, ${scale}`, { unit: 'ms', ours: of('late'), bound: loop }),
    row(`  of that, its own time on a processor, ${scale}`, { unit: 'ms', ours: of('work') }),
    row(`round trip of a small request, the slowest, ${scale}`, { unit: 'ms', ours: of('trip') }),
    row(`round trip of a small request, the median, ${scale}`, { unit: 'ms', ours: of('medianTrip') }),
  ];
}

async function watchOnce(context: Context, containers: number): Promise<Round> {
  const report = join(context.scripts, 'loop-report.json');
  const { client, pid, end } = await startHelper(context, {
    nodeArguments: ['--require', join(context.scripts, 'loop-monitor.cjs')],
    environment: { LOOP_REPORT: report },
  });
  const trips = pingEvery(client);
  await client.watch();
  await client.until(`${containers} containers`, (found) => found.size >= containers);
  let reader = 0;
  const look = (): void => {
    reader = Math.max(reader, ...childrenOf(pid).map((child) => memoryOf(child, 'VmRSS')));
  };
  look();
  for (let event = 0; event < EVENTS; event++) {
    const crowd = await startCrowd(context.crowd, { processes: 50 }, context.undo);
    await sleep(WATCH_MS / EVENTS / 2);
    await crowd.stop();
    if (event === 1) await client.request('inventory/refresh', {});
    look();
    await sleep(WATCH_MS / EVENTS / 2);
  }
  const tripTimes = (await trips.stop()).sort((a, b) => a - b);
  const peak = memoryOf(pid, 'VmHWM');
  const resident = memoryOf(pid, 'VmRSS');
  await end();
  const { lateMs, workMs } = readLoopReport(report);
  return {
    peak,
    resident,
    reader,
    late: lateMs,
    work: workMs,
    trip: tripTimes.at(-1) ?? NaN,
    medianTrip: tripTimes[tripTimes.length >> 1] ?? NaN,
  };
}

/** Asks for a container that does not exist, which is answered at once, again and again. */
function pingEvery(client: HelperClient): { stop(): Promise<number[]> } {
  const times: number[] = [];
  let going = true;
  const ping = async (): Promise<void> => {
    while (going) {
      const since = performance.now();
      await client.request('container/limits', { containerId: 'none' }).catch(() => undefined);
      times.push(performance.now() - since);
      await sleep(PING_MS);
    }
  };
  const done = ping();
  return {
    stop: async () => {
      going = false;
      await done;
      return times;
    },
  };
}

/** VmRSS or VmHWM of /proc/PID/status in MB (of a million bytes); 0 where the process is gone. */
function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    return (Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
