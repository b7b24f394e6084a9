// How long a new container of Docker takes to become a row.
import { setTimeout as sleep } from 'node:timers/promises';
import { LabUnavailable } from '../lab/container.ts';
import { run, waitFor } from '../lab/exec.ts';
import { openLab } from '../lab/lab.ts';
import { labImage } from '../lab/rootfs.ts';
import type { HelperClient } from '../support/helper-client.ts';
import type { Context } from './context.ts';
import { startHelper } from './helper.ts';
import { DOCKER_PS, timePeer } from './peers.ts';
import { type Row, row, skippedRow } from './row.ts';

const FIGURE = 'docker run -d returned to the row in the inventory';
const ATMOST_MS = 1000;

export async function measureDocker(context: Context): Promise<Row[]> {
  const lab = await openLab();
  const close = context.undo.defer(() => lab.close());
  try {
    // Starts Docker's daemon where none runs.
    await (await lab.docker()).stop();
  } catch (error) {
    await close();
    if (error instanceof LabUnavailable) return [skippedRow(FIGURE, error.why)];
    throw error;
  }
  const { client, end } = await startHelper(context);
  await client.watch();
  const sights = noteSights(client);
  const rows: number[] = [];
  const ps: number[] = [];
  for (let round = 0; round < (context.quick ? 3 : 10); round++) {
    const name = `lab-${lab.id}-bench-${round}`;
    const remove = lab.defer(`docker container ${name}`, async () => {
      await run('docker', ['rm', '-f', name], { accept: [1] });
    });
    // The helper looks twice a second: each round shall meet it at another moment.
    await sleep(Math.random() * 500);
    const label = `--label=container-internals.lab=${lab.id}`;
    const { stdout } = await run('docker', ['run', '-d', `--name=${name}`, label, labImage, 'sleep', '600']);
    const returned = performance.now();
    rows.push((await sights.of(stdout.trim())) - returned);
    ps.push(await timePeer(DOCKER_PS));
    await remove();
  }
  sights.stop();
  await end();
  await close();
  return [
    row(FIGURE, {
      unit: 'ms',
      ours: rows,
      peer: { name: DOCKER_PS.name, values: ps },
      bound: { of: 'largest', atMost: ATMOST_MS },
      note: 'below 0: the row was there before the command returned',
    }),
  ];
}

/** Notes when each container was first told of, from now on. */
function noteSights(client: HelperClient): { of(id: string): Promise<number>; stop(): void } {
  const seenAt = new Map<string, number>();
  const look = (): void => {
    for (const { runtimeContainerId: id } of client.containers.values()) {
      if (id !== undefined && !seenAt.has(id)) seenAt.set(id, performance.now());
    }
  };
  const timer = setInterval(look, 2);
  return {
    of: (id) => waitFor(`a row of container ${id}`, () => seenAt.get(id), { everyMs: 2 }),
    stop: () => clearInterval(timer),
  };
}
