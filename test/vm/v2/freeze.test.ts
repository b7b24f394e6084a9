import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../../src/shared/model/container.ts';
import type { LabContainer } from '../../lab/container.ts';
import type { DockerContainer } from '../../lab/docker.ts';
import { run, waitFor } from '../../lab/exec.ts';
import { frozenFolders } from '../../lab/freezer.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { PODMAN_SOCKET, startPodmanService } from '../../lab/podman-service.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { readCgroupFile, unifiedPath, writeCgroupFile } from '../support/cgroup-file.ts';
import { onlyOf, untilListed } from '../support/found.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';

const SLICE = '/labthaw.slice';
const manage = ['--manage'];
/** In software emulation a runtime takes its time. */
const SHOWN_MS = 5000;

let lab: Lab;
let docker: DockerContainer;
let podman: LabContainer;
let crun: LabContainer;
let helper: HelperClient;

beforeAll(async () => {
  lab = await openLab();
  docker = await lab.docker({ extraArgs: ['--cgroup-parent=labthaw.slice'] });
  podman = await lab.podman();
  crun = await lab.crun();
  helper = await HelperClient.start({ arguments: manage });
  await helper.watch();
  await untilListed(helper, [docker.initPid, podman.initPid, crun.initPid]);
}, 240_000);

afterAll(async () => {
  writeCgroupFile(SLICE, 'cgroup.freeze', '0');
  await helper[Symbol.asyncDispose]();
  await lab.close();
  expect(frozenFolders()).toEqual([]);
}, 60_000);

function freeze({ initPid }: LabContainer, frozen: boolean, from = helper) {
  const { id, init } = onlyOf(from.containers.values(), initPid);
  return from.request('container/freeze', { containerId: id, init, frozen });
}

const untilShown = ({ initPid }: LabContainer, state: Container['state']) =>
  helper.until(state, (known) => onlyOf(known.values(), initPid).state === state, SHOWN_MS);

/** What an engine says of a container of its own. */
async function statusOf(engine: 'docker' | 'podman', { id = '' }: LabContainer): Promise<string> {
  return (await run(engine, ['inspect', '--format', '{{.State.Status}}', id])).stdout.trim();
}

const isFrozen = ({ initPid }: LabContainer) =>
  readCgroupFile(unifiedPath(initPid), 'cgroup.events').includes('frozen 1');

it('has Docker pause and resume its container', async () => {
  expect(await freeze(docker, true)).toEqual({ state: 'frozen', by: 'docker', unknownToRuntime: false });
  expect([await statusOf('docker', docker), isFrozen(docker)]).toEqual(['paused', true]);
  await untilShown(docker, 'frozen');
  expect(await freeze(docker, false)).toEqual({ state: 'running', by: 'docker', unknownToRuntime: false });
  expect([await statusOf('docker', docker), isFrozen(docker)]).toEqual(['running', false]);
  await untilShown(docker, 'running');
});

describe('a container of Podman', () => {
  it('is frozen by the kernel where Podman has no service', async () => {
    expect(existsSync(PODMAN_SOCKET)).toBe(false);
    expect(await freeze(podman, true)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: true });
    expect([await statusOf('podman', podman), isFrozen(podman)]).toEqual(['running', true]);
    await untilShown(podman, 'frozen');
    expect(await freeze(podman, false)).toEqual({ state: 'running', by: 'kernel', unknownToRuntime: true });
    expect(isFrozen(podman)).toBe(false);
  });

  it('is paused and resumed by Podman where it has', async () => {
    await using _service = await startPodmanService();
    // That there was none is remembered for a second.
    await waitFor('its answer', async () => (await freeze(podman, false)).by === 'podman', { everyMs: 500 });
    expect(await freeze(podman, true)).toEqual({ state: 'frozen', by: 'podman', unknownToRuntime: false });
    expect([await statusOf('podman', podman), isFrozen(podman)]).toEqual(['paused', true]);
    await untilShown(podman, 'frozen');
    expect(await freeze(podman, false)).toEqual({ state: 'running', by: 'podman', unknownToRuntime: false });
    expect([await statusOf('podman', podman), isFrozen(podman)]).toEqual(['running', false]);
  });
});

it('freezes and thaws a container of crun by the kernel', async () => {
  expect(await freeze(crun, true)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: false });
  expect(isFrozen(crun)).toBe(true);
  expect(JSON.parse((await run('crun', ['state', crun.name])).stdout)).toMatchObject({ status: 'paused' });
  await untilShown(crun, 'frozen');
  expect(await freeze(crun, false)).toEqual({ state: 'running', by: 'kernel', unknownToRuntime: false });
  expect(isFrozen(crun)).toBe(false);
});

it('names the slice that holds a container, also after the container is thawed itself', async () => {
  writeCgroupFile(SLICE, 'cgroup.freeze', '1');
  const row = () => onlyOf(helper.containers.values(), docker.initPid);
  await helper.until('held', () => row().frozenBy?.text === SLICE, SHOWN_MS);
  expect(row().state).toBe('frozen');
  expect(await freeze(docker, true)).toEqual({ state: 'frozen', by: 'docker', unknownToRuntime: false });
  await helper.until('its own', () => row().frozenBy === undefined, SHOWN_MS);
  const thawed = await freeze(docker, false);
  expect(thawed).toEqual({ state: 'frozen', by: 'docker', unknownToRuntime: false, heldBy: SLICE });
  expect(await statusOf('docker', docker)).toBe('running');
  writeCgroupFile(SLICE, 'cgroup.freeze', '0');
  await untilShown(docker, 'running');
  expect(row().frozenBy).toBeUndefined();
});

it('thaws what systemd froze', async () => {
  await run('systemctl', ['freeze', `docker-${docker.id}.scope`]);
  await untilShown(docker, 'frozen');
  expect(await freeze(docker, false)).toMatchObject({ state: 'running', by: 'kernel', unknownToRuntime: false });
  expect(isFrozen(docker)).toBe(false);
  await run('systemctl', ['thaw', `docker-${docker.id}.scope`]);
});

it('changes nothing where the user may not', async () => {
  await using user = await HelperClient.start({ arguments: manage, prefix: [...asOrdinaryUser] });
  await user.watch();
  await untilListed(user, [docker.initPid, crun.initPid]);
  for (const container of [docker, crun]) {
    await expect(freeze(container, true, user)).rejects.toMatchObject({ data: { code: 'PERMISSION' } });
    expect(isFrozen(container)).toBe(false);
  }
});
