// What it costs to sample many containers, beside `docker stats` and its daemon.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeldSet } from '../../src/shared/protocol/held-set.ts';
import type { Moment } from '../../src/shared/protocol/limits-page.ts';
import { patchOf } from '../../src/shared/protocol/patch.ts';
import { LimitsHistory } from '../../src/shared/series/limits-history.ts';
import { LabUnavailable } from '../lab/container.ts';
import { openLab } from '../lab/lab.ts';
import type { HelperClient } from '../support/helper-client.ts';
import { sampleById, samplesOf } from '../support/samples.ts';
import type { Context } from './context.ts';
import { startHelper } from './helper.ts';
import { type Row, row, skippedRow } from './row.ts';

const CONTAINERS = 50;
const WINDOW_MS = 10_000;
const SHARE = 1 / 5;
const SAMPLE_MS = 2;
const SINGLE_SAMPLES = 100;
/**
 * Both compile what they run often, in the background and for some hundred samples: the figure is that of the hours, not
 * of the first minutes.
 */
const WARM_UP_SAMPLES = 600;
const WARM_UP_PAUSE_MS = 20;
const SOAK_SAMPLES = 10_000;
/** After so many samples all that is bounded is full. */
const SOAK_WARM_UP = 1000;
const GROWTH_MB = 10;
const DOCKERD_PID_FILE = '/var/run/docker.pid';
/** Clock ticks of /proc/PID/stat, a constant of the kernel's interface on all that Node runs on. */
const TICK_MS = 10;

const FIGURE = `CPU time of a second in which ${CONTAINERS} containers are sampled`;

export async function measureSampling(context: Context): Promise<Row[]> {
  const lab = await openLab();
  const close = context.undo.defer(() => lab.close());
  try {
    for (let made = 0; made < CONTAINERS; made += 5) {
      const limits = { memoryBytes: 64 * 1024 * 1024, cpus: 0.5, pidsLimit: 50 };
      await Promise.all(Array.from({ length: 5 }, () => lab.docker(limits)));
    }
  } catch (error) {
    await close();
    if (error instanceof LabUnavailable) return [skippedRow(FIGURE, error.why)];
    throw error;
  }
  const { client, pid, end } = await startHelper(context);
  await client.watch();
  await client.until(`${CONTAINERS} containers`, (found) => found.size >= CONTAINERS);
  const containerIds = [...client.containers.keys()].slice(0, CONTAINERS);
  await client.request('inventory/unwatch', {});
  const ours: number[] = [];
  const ofTheHelper: number[] = [];
  const watched: number[] = [];
  const stats: number[] = [];
  const singles: number[] = [];
  for (let round = 0; round < (context.quick ? 1 : 3); round++) {
    stats.push(await dockerStats());
    const spent = await sampleEachSecond(client, pid, containerIds);
    ours.push(spent.all);
    ofTheHelper.push(spent.helper);
    await client.watch();
    watched.push((await sampleEachSecond(client, pid, containerIds)).all);
    await client.request('inventory/unwatch', {});
    singles.push(await sampleOne(client, pid, containerIds[0] ?? ''));
  }
  const soak = await soakOne(client, pid, containerIds[0] ?? '', context.quick ? 2000 : SOAK_SAMPLES);
  await end();
  await close();
  const peer = { name: 'docker stats and dockerd', values: stats };
  return [
    row(FIGURE, {
      ...{ unit: 'ms', ours, peer, bound: { of: 'ratio', atMost: SHARE } },
      note: 'the helper, and the process that asks it, computes rates and makes the messages to 50 pages',
    }),
    row('  of that, the helper', { unit: 'ms', ours: ofTheHelper, peer }),
    row('  the same, and keeping the list of containers current beside it', { unit: 'ms', ours: watched, peer }),
    row('CPU time of the helper for one sample of one container', {
      ...{ unit: 'ms', ours: singles, bound: { of: 'largest', atMost: SAMPLE_MS } },
    }),
    row(`growth of the helper's memory over ${soak.samples} samples`, {
      ...{ unit: 'MB', ours: [soak.helperMb], bound: { of: 'largest', atMost: GROWTH_MB } },
      note: `file descriptors: ${soak.descriptors} more than before; points kept: ${soak.points}`,
    }),
    row(`growth of what is kept of ${soak.samples} samples`, {
      ...{ unit: 'MB', ours: [soak.keptMb], bound: { of: 'largest', atMost: GROWTH_MB } },
    }),
  ];
}

/** Milliseconds of CPU time for a second of `docker stats`: the client and the daemon. */
async function dockerStats(): Promise<number> {
  const dockerd = Number(readFileSync(DOCKERD_PID_FILE, 'utf8'));
  const client = spawn('docker', ['stats', '--format', '{{.Name}} {{.CPUPerc}} {{.MemUsage}}'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  client.stdout.resume();
  const spent = (): number => ticks(dockerd) + ticks(client.pid ?? 0);
  // Its start is not what is asked here.
  await sleep(3000);
  const before = spent();
  await sleep(WINDOW_MS);
  const after = spent();
  client.kill();
  await once(client, 'close');
  return ((after - before) * TICK_MS * 1000) / WINDOW_MS;
}

/**
 * Milliseconds of CPU time for a second of sampling: the helper, and it with this process, which does what the extension
 * does with the answer.
 */
async function sampleEachSecond(
  client: HelperClient,
  pid: number,
  containerIds: readonly string[],
): Promise<{ all: number; helper: number }> {
  const histories = new Map(containerIds.map((id) => [id, new LimitsHistory()]));
  const held = new HeldSet();
  const told = new Map<string, Moment | undefined>();
  const sample = async (pauseMs: number): Promise<void> => {
    for (const answer of await samplesOf(client, containerIds, held)) {
      if (!('sample' in answer)) throw new Error(`no sample: ${JSON.stringify(answer)}`);
      const history = histories.get(answer.containerId);
      const points = history?.push(answer.sample, Date.now());
      const moment = history?.moment;
      // As a message to a page.
      JSON.stringify({ points, change: patchOf(told.get(answer.containerId), moment) });
      told.set(answer.containerId, moment);
    }
    await sleep(pauseMs);
  };
  for (let warmUp = 0; warmUp < WARM_UP_SAMPLES; warmUp++) await sample(WARM_UP_PAUSE_MS);
  const before = ticks(pid);
  const own = process.cpuUsage();
  const since = performance.now();
  for (let second = 0; second < WINDOW_MS / 1000; second++) await sample(1000);
  const { user, system } = process.cpuUsage(own);
  const seconds = (performance.now() - since) / 1000;
  const helper = ((ticks(pid) - before) * TICK_MS) / seconds;
  return { all: helper + (user + system) / 1000 / seconds, helper };
}

/** Milliseconds of CPU time of the helper for one sample of one container, once a tenth of a second. */
async function sampleOne(client: HelperClient, pid: number, containerId: string): Promise<number> {
  const held = new HeldSet();
  const before = onProcessor(pid);
  for (let sample = 0; sample < SINGLE_SAMPLES; sample++) {
    await sampleById(client, containerId, held);
    await sleep(10);
  }
  return (onProcessor(pid) - before) / SINGLE_SAMPLES;
}

interface Soak {
  readonly samples: number;
  /** Growth of the helper's resident memory, and of this process's heap with one history in it. */
  readonly helperMb: number;
  readonly keptMb: number;
  readonly descriptors: number;
  readonly points: number;
}

/** Many samples without a pause: what grows by a day's worth would show. */
async function soakOne(client: HelperClient, pid: number, containerId: string, samples: number): Promise<Soak> {
  const history = new LimitsHistory();
  const held = new HeldSet();
  const take = async (count: number, from: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      const sample = await sampleById(client, containerId, held);
      // As if a second had gone by.
      const at = (from + index) * 1000;
      history.push({ ...sample, at }, at);
    }
  };
  await take(SOAK_WARM_UP, 0);
  const before = { helper: residentMb(pid), heap: heapMb(), descriptors: descriptorsOf(pid) };
  await take(samples, SOAK_WARM_UP);
  return {
    samples,
    helperMb: residentMb(pid) - before.helper,
    keptMb: heapMb() - before.heap,
    descriptors: descriptorsOf(pid) - before.descriptors,
    points: history.points.length,
  };
}

/** VmRSS of /proc/PID/status in millions of bytes. */
function residentMb(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024) / 1e6;
}

/** The heap of this process after its garbage was collected. */
function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** utime and stime of /proc/PID/stat, proc_pid_stat(5): of all threads, also those that ended. */
function ticks(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Milliseconds that the main thread had a processor: the first field of /proc/PID/schedstat. */
function onProcessor(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
}
