import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../src/shared/model/container.ts';
import { cgroupFolder, cgroupHierarchies, cgroupsOf } from '../lab/cgroups.ts';
import type { LabContainer } from '../lab/container.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { frozenFolders, thawFolder } from '../lab/freezer.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { asNobody, HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';

/** A frozen state is shown within so many ms. */
const SHOWN_MS = 1500;
const manage = ['--manage'];
const CONT = 18;

let lab: Lab;
let helper: HelperClient;
let docker: DockerContainer;
let runc: LabContainer;
/** Stands beside what is frozen, and must go on. */
let bystander: DockerContainer;
/** What was frozen before any test. */
let frozenBefore: readonly string[];

beforeAll(async () => {
  lab = await openLab();
  frozenBefore = frozenFolders();
  docker = await lab.docker();
  bystander = await lab.docker();
  runc = await lab.runc({ cgroupsPath: `/lab-${lab.id}-parent/runc` });
  helper = await HelperClient.start({ arguments: manage });
  await helper.watch();
  await helper.until('the rows', () =>
    [docker, bystander, runc].every(({ initPid, name }) => rowOf(initPid)?.name === name),
  );
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
});

function rowOf(pid: number, from = helper): Container | undefined {
  return [...from.containers.values()].find(({ init }) => init.pid === pid);
}

/** The container as it is shown. */
function shown({ initPid }: LabContainer, from = helper): Container {
  const row = rowOf(initPid, from);
  if (row === undefined) throw new Error(`process ${initPid} is the first of no container`);
  return row;
}

function freeze(container: LabContainer, frozen: boolean, from = helper) {
  const { id, init } = shown(container, from);
  return from.request('container/freeze', { containerId: id, init, frozen });
}

const untilShown = (container: LabContainer, state: Container['state']) =>
  helper.until(state, () => rowOf(container.initPid)?.state === state, SHOWN_MS);

async function dockerSays({ id }: DockerContainer): Promise<string> {
  return (await run('docker', ['inspect', '--format', '{{.State.Status}}', id])).stdout.trim();
}

/** What the kernel says of the cgroup with the freezer. */
function kernelSays({ initPid }: LabContainer): string {
  const folder = cgroupFolder(initPid, 'freezer') ?? '';
  if (existsSync(join(folder, 'freezer.state'))) return readFileSync(join(folder, 'freezer.state'), 'utf8').trim();
  return readFileSync(join(folder, 'cgroup.events'), 'utf8').includes('frozen 1') ? 'FROZEN' : 'THAWED';
}

/** The folder of a process in each hierarchy in which it is not in the root. */
function foldersOf(pid: number): string[] {
  const own = cgroupsOf(pid);
  return cgroupHierarchies().flatMap(({ mountPoint, version, controllers }) => {
    const found = own.find((entry) =>
      version === 2 ? entry.controllers === '' : controllers.includes(entry.controllers.split(',')[0] ?? ''),
    );
    return found === undefined || found.path === '/' ? [] : [join(mountPoint, found.path)];
  });
}

describe('a container of Docker', () => {
  it('is paused by Docker, so that it knows, and its row tells so soon', async () => {
    expect(await freeze(docker, true)).toEqual({ state: 'frozen', by: 'docker', unknownToRuntime: false });
    expect(await dockerSays(docker)).toBe('paused');
    expect(kernelSays(docker)).toBe('FROZEN');
    await untilShown(docker, 'frozen');
    expect(shown(docker).frozenBy).toBeUndefined();
    expect(kernelSays(bystander)).toBe('THAWED');
  });

  it('stays as it is when it is frozen again', async () => {
    expect(await freeze(docker, true)).toEqual({ state: 'frozen', by: 'docker', unknownToRuntime: false });
  });

  it('goes on', async () => {
    expect(await freeze(docker, false)).toEqual({ state: 'running', by: 'docker', unknownToRuntime: false });
    expect(await dockerSays(docker)).toBe('running');
    await untilShown(docker, 'running');
    expect(await freeze(docker, false)).toEqual({ state: 'running', by: 'docker', unknownToRuntime: false });
  });

  it('that a person paused in a terminal is thawed by Docker', async () => {
    await docker.pause();
    await untilShown(docker, 'frozen');
    expect(await freeze(docker, false)).toMatchObject({ state: 'running', by: 'docker' });
    expect(await dockerSays(docker)).toBe('running');
  });

  it('that was frozen behind its back is thawed by the kernel, and Docker was right all the time', async () => {
    const folder = cgroupFolder(docker.initPid, 'freezer') ?? '';
    writeFileSync(join(folder, 'freezer.state'), 'FROZEN');
    await untilShown(docker, 'frozen');
    expect(await freeze(docker, false)).toEqual({ state: 'running', by: 'kernel', unknownToRuntime: false });
    expect(kernelSays(docker)).toBe('THAWED');
    expect(await dockerSays(docker)).toBe('running');
  });
});

describe('a container that no runtime can be asked for', () => {
  it('is frozen and thawed by the kernel', async () => {
    expect(await freeze(runc, true)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: false });
    expect(kernelSays(runc)).toBe('FROZEN');
    await untilShown(runc, 'frozen');
    // It asks the kernel itself.
    expect(JSON.parse((await run('runc', ['state', runc.name])).stdout)).toMatchObject({ status: 'paused' });
    expect(await freeze(runc, true)).toMatchObject({ state: 'frozen', by: 'kernel' });
    expect(await freeze(runc, false)).toEqual({ state: 'running', by: 'kernel', unknownToRuntime: false });
    await untilShown(runc, 'running');
  });

  it('though Docker made it, is unknown to Docker then', async () => {
    // In a mount namespace without the socket, as in a container that sees the machine's processes.
    const hidden = [
      'unshare',
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs none "$(readlink -f /var/run)" && exec "$@"',
      'sh',
    ];
    await using blind = await HelperClient.start({ arguments: manage, prefix: hidden });
    await blind.watch();
    await blind.until('the row', () => rowOf(docker.initPid, blind) !== undefined);
    expect(await freeze(docker, true, blind)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: true });
    expect(kernelSays(docker)).toBe('FROZEN');
    expect(await dockerSays(docker)).toBe('running');
    expect(await freeze(docker, false, blind)).toEqual({ state: 'running', by: 'kernel', unknownToRuntime: true });
    expect(kernelSays(docker)).toBe('THAWED');
  });

  it('is not frozen where it has no cgroup of its own', async () => {
    const sandbox = await lab.unshare();
    await helper.until('the row', () => rowOf(sandbox.initPid) !== undefined);
    await expect(freeze(sandbox, true)).rejects.toMatchObject({ data: { code: 'UNSUPPORTED' } });
    await sandbox.stop();
  });
});

/** Thaws a cgroup that a test froze. */
function thawOwn(folder: string): Promise<void> {
  thawFolder(folder);
  return Promise.resolve();
}

describe('a container below a frozen cgroup', () => {
  it('tells which one holds it, also after it is thawed itself', async () => {
    const own = cgroupFolder(runc.initPid, 'freezer') ?? '';
    const parent = join(own, '..');
    const undo = lab.defer('the frozen parent', () => thawOwn(parent));
    writeFileSync(join(parent, 'freezer.state'), 'FROZEN');
    const path = `/lab-${lab.id}-parent`;
    await helper.until('frozen', () => rowOf(runc.initPid)?.frozenBy?.text === path, SHOWN_MS);
    expect(shown(runc).state).toBe('frozen');

    expect(await freeze(runc, true)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: false });
    await helper.until('its own', () => rowOf(runc.initPid)?.frozenBy === undefined, SHOWN_MS);
    const thawed = await freeze(runc, false);
    expect(thawed).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: false, heldBy: path });
    expect(readFileSync(join(own, 'freezer.self_freezing'), 'utf8')).toBe('0\n');

    await undo();
    await untilShown(runc, 'running');
    expect(shown(runc).frozenBy).toBeUndefined();
  });
});

describe('a container with a process that cannot be stopped', () => {
  /** Starts it in a container: it waits for memory that never comes. */
  function startStuck({ initPid }: LabContainer): Promise<TestProgram> {
    const procs = join(cgroupFolder(initPid, 'freezer') ?? '', 'cgroup.procs');
    const enter = ['nsenter', '--target', `${initPid}`, '--pid', 'sh', '-c', 'echo 0 > "$0" && exec "$@"', procs];
    return TestProgram.start('stuck', [], enter);
  }

  it('is thawed again when the time is over, and the helper answers others meanwhile', async () => {
    await using stuck = await startStuck(runc);
    expect(stuck.pid).toBeGreaterThan(1);
    const own = cgroupFolder(runc.initPid, 'freezer') ?? '';
    const asked = performance.now();
    const freezing = freeze(runc, true).catch((error: unknown) => error);
    await waitFor('the attempt', () => readFileSync(join(own, 'freezer.state'), 'utf8') === 'FREEZING\n');
    const before = performance.now();
    await helper.request('inventory/refresh', {});
    expect(performance.now() - before).toBeLessThan(1500);
    expect(await freezing).toMatchObject({ data: { code: 'TIMEOUT', operation: 'container/freeze' } });
    expect(performance.now() - asked).toBeLessThan(9500);
    expect(kernelSays(runc)).toBe('THAWED');
    expect(readFileSync(join(own, 'freezer.self_freezing'), 'utf8')).toBe('0\n');
  });

  it('is refused by Docker, in its own words', async () => {
    await using stuck = await startStuck(docker);
    expect(stuck.pid).toBeGreaterThan(1);
    await expect(freeze(docker, true)).rejects.toMatchObject({
      data: { code: 'REFUSED', detail: expect.stringMatching(/^Cannot pause container [0-9a-f]+: .*freeze/) as string },
    });
    expect(await dockerSays(docker)).toBe('running');
    expect(kernelSays(docker)).toBe('THAWED');
  });
});

describe('what is refused changes nothing', () => {
  it('another container that has the same id now', async () => {
    const { id, init } = shown(docker);
    const other = { pid: init.pid, startTime: init.startTime + 1 };
    const request = { containerId: id, init: other, frozen: true };
    await expect(helper.request('container/freeze', request)).rejects.toMatchObject({ data: { code: 'GONE' } });
    expect(kernelSays(docker)).toBe('THAWED');
  });

  it('a helper that only reads', async () => {
    await using reading = await HelperClient.start();
    await reading.watch();
    await expect(freeze(docker, true, reading)).rejects.toMatchObject({ data: { code: 'NOT_GRANTED' } });
    expect(kernelSays(docker)).toBe('THAWED');
  });

  it('a user whom the kernel does not let', async () => {
    await using user = await HelperClient.start({ arguments: manage, prefix: [...asNobody] });
    await user.watch();
    for (const container of [docker, runc]) {
      await user.until('the row', () => rowOf(container.initPid, user) !== undefined);
      await expect(freeze(container, true, user)).rejects.toMatchObject({
        data: { code: 'PERMISSION', errno: 'EACCES' },
      });
      expect(kernelSays(container)).toBe('THAWED');
    }
  });

  it('the container in which the helper runs: it answers as before', async () => {
    await using inside = await HelperClient.start({ arguments: manage });
    for (const folder of foldersOf(docker.initPid)) writeFileSync(join(folder, 'cgroup.procs'), `${inside.child.pid}`);
    await inside.watch();
    await inside.request('inventory/refresh', {});
    for (const frozen of [true, false]) {
      await expect(freeze(docker, frozen, inside)).rejects.toMatchObject({
        data: { code: 'PROTECTED', protection: 'own-container' },
      });
    }
    expect(kernelSays(docker)).toBe('THAWED');
    expect((await inside.request('inventory/refresh', {})).containers.length).toBeGreaterThan(0);
  });

  it('thawing what is not frozen', async () => {
    for (const container of [docker, runc]) {
      expect(await freeze(container, false)).toMatchObject({ state: 'running' });
      expect(kernelSays(container)).toBe('THAWED');
    }
    expect(await dockerSays(docker)).toBe('running');
  });
});

describe('requests for one container at the same time', () => {
  it('are done one after the other', async () => {
    const answers = await Promise.all([freeze(runc, true), freeze(runc, false), freeze(runc, true)]);
    expect(answers.map(({ state }) => state)).toEqual(['frozen', 'running', 'frozen']);
    expect(kernelSays(runc)).toBe('FROZEN');
    expect(await freeze(runc, false)).toMatchObject({ state: 'running' });
  });

  it('leave it as it was asked for beside a signal to all, for which it is held still', async () => {
    const { id, init } = shown(runc);
    const all = { kind: 'all', containerId: id, init } as const;
    for (const frozen of [true, false, true, false]) {
      const signals = () => helper.request('signal/send', { target: all, signal: CONT });
      const [, asked] = await Promise.all([signals(), freeze(runc, frozen), signals()]);
      expect(asked.state).toBe(frozen ? 'frozen' : 'running');
      expect(kernelSays(runc)).toBe(frozen ? 'FROZEN' : 'THAWED');
    }
  });
});

it('freezes a container of nspawn by its own cgroup, of version 2 also where version 1 has a freezer', async () => {
  const machine = await lab.nspawn();
  await helper.until('the row', () => rowOf(machine.initPid) !== undefined);
  expect(await freeze(machine, true)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: false });
  expect(frozenFolders().length).toBe(frozenBefore.length + 1);
  await untilShown(machine, 'frozen');
  expect(await freeze(machine, false)).toMatchObject({ state: 'running' });
  await untilShown(machine, 'running');
  await machine.stop();
});

it('leaves nothing frozen behind', async () => {
  await waitFor('thawed', () => frozenFolders().length === frozenBefore.length);
  expect(frozenFolders()).toEqual(frozenBefore);
});
