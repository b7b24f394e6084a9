import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DockerContainer } from '../../lab/docker.ts';
import { run } from '../../lab/exec.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { unifiedPath, writeCgroupFile } from '../support/cgroup-file.ts';
import { onlyOf, untilListed } from '../support/found.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';

const SLICE = '/labfreeze.slice';

let lab: Lab;
let docker: DockerContainer;
/** One of root, one of the ordinary user: both are to see the same. */
let helpers: readonly HelperClient[] = [];

beforeAll(async () => {
  lab = await openLab();
  docker = await lab.docker({ extraArgs: ['--cgroup-parent=labfreeze.slice'] });
  helpers = await Promise.all([HelperClient.start(), HelperClient.start({ prefix: [...asOrdinaryUser] })]);
  for (const helper of helpers) {
    await helper.watch();
    await untilListed(helper, [docker.initPid]);
  }
}, 120_000);

afterAll(async () => {
  writeCgroupFile(SLICE, 'cgroup.freeze', '0');
  for (const helper of helpers) await helper[Symbol.asyncDispose]();
  await lab.close();
}, 60_000);

async function shown(state: 'running' | 'frozen'): Promise<void> {
  for (const helper of helpers) {
    await helper.until(state, (known) => onlyOf(known.values(), docker.initPid).state === state, 5000);
  }
}

it('shows what `docker pause` froze', async () => {
  await shown('running');
  await docker.pause();
  await shown('frozen');
  await docker.unpause();
  await shown('running');
});

it('shows what an ancestor froze, though the own cgroup.freeze stays 0', async () => {
  expect(unifiedPath(docker.initPid)).toBe(`${SLICE}/docker-${docker.id}.scope`);
  writeCgroupFile(SLICE, 'cgroup.freeze', '1');
  await shown('frozen');
  writeCgroupFile(SLICE, 'cgroup.freeze', '0');
  await shown('running');
});

it('shows what `systemctl freeze` froze', async () => {
  const unit = `docker-${docker.id}.scope`;
  await run('systemctl', ['freeze', unit]);
  await shown('frozen');
  await run('systemctl', ['thaw', unit]);
  await shown('running');
});
