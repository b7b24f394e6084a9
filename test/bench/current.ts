// What it costs to stay current: measured in this process, with the helper's own classes on the real /proc.
import { setTimeout as sleep } from 'node:timers/promises';
import type { IdleCheck } from '../../src/helper/inventory/idle-check.ts';
import type { Inventory } from '../../src/helper/inventory/inventory.ts';
import type { Context } from './context.ts';
import { startCrowd } from './crowd.ts';
import { helperParts } from './in-process.ts';
import { LSNS, timePeer } from './peers.ts';
import { type Row, row } from './row.ts';

const NEW_PROCESSES = 50;
/** Calls of the idle check in one round: one alone is too short to time. */
const IDLE_CALLS = 200;
/** New processes are read again for 3 s; figures, each second. After so many ms neither is due. */
const SETTLED_MS = 3200;

/** @param scale the processes that there are, in words */
export async function measureCurrent(context: Context, scale: string): Promise<Row[]> {
  const { idle, table, inventory, group } = helperParts(context);
  const lsns: number[] = [];
  const checks: number[] = [];
  const updates: number[] = [];
  const reads: number[] = [];
  const groupings: number[] = [];
  const sweeps: number[] = [];
  const rests: number[] = [];

  const settle = async (): Promise<void> => {
    await table.update(performance.now(), false);
    await inventory.update(false);
    await sleep(SETTLED_MS);
    await table.update(performance.now(), false);
    await inventory.update(false);
  };
  for (let round = 0; round < (context.quick ? 2 : 7); round++) {
    await settle();
    lsns.push(await timePeer(LSNS));
    checks.push((await timed(() => times(IDLE_CALLS, () => idle.changed()))) / IDLE_CALLS);
    // Also puts the next sweep off, for what is measured below.
    sweeps.push(await timed(() => inventory.update(true)));
    const crowd = await startCrowd(context.crowd, { processes: NEW_PROCESSES }, context.undo);
    updates.push(await timed(() => inventory.update(false)));
    const now = performance.now();
    reads.push(await timed(() => table.update(now, false)));
    groupings.push(await timed(group));
    await crowd.stop();
    await settle();
    rests.push(await atRest(idle, inventory));
  }
  const peer = { name: LSNS.name, values: lsns };
  return [
    row(`idle check, ${scale}`, { unit: 'ms', ours: checks, peer, bound: { of: 'ratio', atMost: 1 / 500 } }),
    row(`update after ${NEW_PROCESSES} new processes, ${scale}`, {
      unit: 'ms',
      ours: updates,
      peer,
      bound: { of: 'ratio', atMost: 1 / 50 },
    }),
    row(`  of that, reading the processes, ${scale}`, { unit: 'ms', ours: reads, peer }),
    row(`  of that, finding the containers, ${scale}`, { unit: 'ms', ours: groupings, peer }),
    row(`full sweep, every 10 s, ${scale}`, { unit: 'ms', ours: sweeps, peer }),
    row(`look at rest with the figures of each second, ${scale}`, { unit: 'ms', ours: rests, peer }),
  ];
}

/** One look in which nothing but the figures of each second is due. */
async function atRest(idle: IdleCheck, inventory: Inventory): Promise<number> {
  for (let tries = 0; ; tries++) {
    await inventory.update(false);
    await sleep(1000);
    idle.changed();
    const took = await timed(() => inventory.update(false));
    // Somebody else on this machine may start a process at any moment.
    if (!idle.changed() || tries === 5) return took;
  }
}

async function timed(work: () => unknown): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

function times(count: number, work: () => void): void {
  for (let call = 0; call < count; call++) work();
}
