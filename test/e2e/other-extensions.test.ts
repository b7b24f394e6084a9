import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cgroupFolder } from '../lab/cgroups.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { isRunning, readProcess } from '../lab/process.ts';
import { Caller, packCaller } from './support/caller.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const MIB = 1024 * 1024;
const SEND = 'containerInternals.sendSignal';
const FREEZE = 'containerInternals.freeze';
const THAW = 'containerInternals.thaw';
const CHANGE = 'containerInternals.changeLimit';

let lab: Lab;
let workbench: Workbench;
let caller: Caller;
let docker: DockerContainer;
/** Beside it: nothing may happen to it. */
let decoy: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  // SIGUSR1 does nothing but leave a trace; the rest is as it would be.
  const command = ['/bin/sh', '-c', 'trap "touch /tmp/told" USR1; while :; do sleep 0.2; done'];
  docker = await lab.docker({ name: 'called', memoryBytes: 64 * MIB, command });
  decoy = await lab.docker({ name: 'bystander', memoryBytes: 48 * MIB });
  workbench = await openWorkbench({
    others: [await packCaller(lab.folder)],
    // The user asked not to be asked: that is for what the user does.
    settings: { 'containerInternals.confirmSignals': false },
    viewport: { width: 1400, height: 900 },
  });
  caller = new Caller(workbench);
  await workbench.openView('Container Internals');
  await workbench.tree().row('called');
  await workbench.tree().row('bystander');
});

afterAll(async () => {
  await workbench.close();
  await lab.close();
});

beforeEach(() => workbench.runCommand('Notifications: Clear All Notifications'));

const inspect = async ({ id }: DockerContainer, format: string) =>
  (await run('docker', ['inspect', '--format', format, id])).stdout.trim();

/** All that these commands could change. */
async function state(container: DockerContainer): Promise<string> {
  const folder = cgroupFolder(container.initPid, 'memory') ?? '';
  const init = { pid: container.initPid, startTime: container.initStartTime };
  return [
    await inspect(container, '{{.State.Status}} {{.State.Pid}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}'),
    readFileSync(join(folder, 'memory.limit_in_bytes'), 'utf8').trim(),
    isRunning(init) ? (readProcess(init.pid)?.comm ?? 'gone') : 'ended',
  ].join(' ');
}

const told = async () =>
  (await run('docker', ['exec', docker.name, 'ls', '/tmp'], { accept: [1] })).stdout.includes('told');

function named(more: Record<string, unknown> = {}, { id, initPid, initStartTime }: DockerContainer = docker): string {
  return JSON.stringify({ containerId: `docker:${id}`, pid: initPid, startTime: initStartTime, ...more });
}

describe('a command that another extension calls with all that it takes', () => {
  it('asks before a signal, whatever the settings say, and sends it after a yes', async () => {
    const { prompts } = workbench;
    await caller.call(SEND, named({ signal: 'SIGUSR1' }));
    expect(await prompts.question()).toMatch(/Send SIGUSR1 to .*called/);
    await prompts.answer('Cancel');
    expect(await caller.done()).toEqual({ value: 'nothing' });
    expect(await told()).toBe(false);

    await caller.call(SEND, named({ signal: 'SIGUSR1' }));
    await prompts.question();
    await prompts.answer('Send');
    await waitFor('the signal', told);
    expect(isRunning({ pid: docker.initPid, startTime: docker.initStartTime })).toBe(true);
  });

  it('asks before it freezes and before it thaws', async () => {
    const { prompts } = workbench;
    await caller.call(FREEZE, named());
    expect(await prompts.question()).toMatch(/Freeze called\?[\s\S]*Another extension/);
    await prompts.answer('Cancel');
    expect(await caller.done()).toEqual({ value: 'nothing' });
    expect(await inspect(docker, '{{.State.Paused}}')).toBe('false');

    await caller.call(FREEZE, named());
    await prompts.question();
    await prompts.answer('Freeze');
    await prompts.notification('called is frozen');
    expect(await inspect(docker, '{{.State.Paused}}')).toBe('true');

    // At a person's pace: of several messages within a second VS Code shows the last ones in its list alone.
    await sleep(1000);
    await caller.call(THAW, named());
    expect(await prompts.question()).toContain('Thaw called?');
    await prompts.answer('Thaw');
    await prompts.notification('called runs again');
    expect(await inspect(docker, '{{.State.Paused}}')).toBe('false');
  });

  it('asks before it changes a limit', async () => {
    const { prompts } = workbench;
    await caller.call(CHANGE, named({ limit: 'memory', value: '96M' }));
    expect(await prompts.question()).toContain('64 MiB → 96 MiB');
    await prompts.answer('Cancel');
    expect(await inspect(docker, '{{.HostConfig.Memory}}')).toBe(String(64 * MIB));

    await caller.call(CHANGE, named({ limit: 'memory', value: '96M' }));
    await prompts.question();
    await prompts.answer('Change');
    await prompts.notification('64 MiB → 96 MiB');
    expect(await inspect(docker, '{{.HostConfig.Memory}}')).toBe(String(96 * MIB));
  });
});

describe('a command that another extension calls with anything else', () => {
  const withProto = () => `JSON.parse(${JSON.stringify(named().replace('{', '{"__proto__":{"signal":"SIGKILL"},'))})`;
  const ended = 'ended, or was started again';
  const misused = 'called with something that it does not take';

  it.each<readonly [what: string, command: string, args: () => string, words: string]>([
    ['the machine’s init', SEND, () => named({ pid: 1, signal: 'SIGKILL' }), misused],
    ['another start time', SEND, () => named({ startTime: docker.initStartTime + 1, signal: 'SIGKILL' }), 'ended'],
    ['another start time, for all', SEND, () => named({ startTime: 1, to: 'all', signal: 'SIGKILL' }), ended],
    ['a process of another container', SEND, () => named({ pid: decoy.initPid, signal: 'SIGKILL' }), 'ended'],
    ['a pid as text', SEND, () => named({ pid: String(docker.initPid), signal: 'SIGKILL' }), misused],
    ['a command for a signal', SEND, () => named({ signal: '9; reboot' }), misused],
    ['a number for a signal', SEND, () => named({ signal: 9 }), misused],
    ['an extra key', SEND, () => named({ signal: 'SIGKILL', force: true }), misused],
    ['a prototype of its own', SEND, withProto, misused],
    ['what is inherited', SEND, () => `Object.create(${named({ signal: 'SIGKILL' })})`, misused],
    ['a text', SEND, () => JSON.stringify(`docker:${docker.id}`), misused],
    ['a list', SEND, () => `[${named({ signal: 'SIGKILL' })}]`, misused],
    ['two arguments', SEND, () => `${named({ signal: 'SIGKILL' })}, true`, misused],
    ['another start time, to freeze', FREEZE, () => named({ startTime: 1 }), ended],
    ['an extra key, to freeze', FREEZE, () => named({ force: true }), misused],
    ['PID 1, to thaw', THAW, () => named({ pid: 1 }), misused],
    ['another start time, for a limit', CHANGE, () => named({ startTime: 1, limit: 'memory', value: '80M' }), ended],
    ['a path for a limit', CHANGE, () => named({ limit: '../memory.max', value: '80M' }), misused],
    ['a number for a value', CHANGE, () => named({ limit: 'memory', value: 80 * MIB }), misused],
    ['a value that is none', CHANGE, () => named({ limit: 'memory', value: '80 parsecs' }), misused],
  ])('is refused and says so, and nothing changes: %s', async (_, command, args, words) => {
    const before = [await state(docker), await state(decoy)];
    await caller.call(command, args());
    const notice = await workbench.prompts.notification(words);
    expect(await notice.innerText()).toMatch(/Nothing was (done|sent)/);
    expect(await caller.done()).toEqual({ value: 'nothing' });
    expect(await workbench.page.locator('.monaco-dialog-box').count()).toBe(0);
    expect([await state(docker), await state(decoy)]).toEqual(before);
  });
});
