import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';

describe('a read that never comes back', () => {
  it('costs one process its command line, and nobody else anything', async () => {
    // Everything in a pid namespace, so that it is a sandbox in the list.
    const unshare = ['unshare', '--fork', '--pid', '--kill-child'];
    await using stuck = await TestProgram.start('stuck', [], unshare);
    await using helper = await HelperClient.start();
    const containers = await helper.watch();
    const sandbox = containers.find(({ initComm }) => initComm === 'stuck');
    expect(sandbox, `of ${containers.length} containers`).toBeDefined();

    const asked = performance.now();
    const { processes } = await helper.request('container/processes', { containerId: sandbox?.id ?? '' });
    expect(performance.now() - asked).toBeLessThan(4000);
    const inner = (pids: unknown) => (pids as { value: number[] }).value.at(-1);
    const victim = processes.find(({ pids }) => inner(pids) === stuck.pid);
    expect(victim?.commandLine).toEqual({ unread: { reason: 'timeout' } });
    expect(victim?.state).toBe('disk-sleep');
    const others = processes.filter((process) => process !== victim);
    expect(others.length).toBeGreaterThan(0);
    for (const { commandLine } of others) expect(commandLine).toHaveProperty('value');

    // What hung is not tried again for a while: the second answer comes at once.
    const again = performance.now();
    await helper.request('container/processes', { containerId: sandbox?.id ?? '' });
    expect(performance.now() - again).toBeLessThan(1000);
  });
});

describe('a sandbox full of reads that never come back', () => {
  const STUCK = 12;
  /** Runs a program so many times and, when all have said that they are ready, prints the pid of pid 1. */
  const crowd = `read -r pid rest < /proc/self/stat
    exec 3<&0
    { for one in $(seq ${STUCK}); do "$1" <&3 & done; wait; } |
    { for one in $(seq ${STUCK}); do read -r line || exit 1; done; echo "$pid"; cat > /dev/null; }`;
  let lab: Lab;

  beforeAll(async () => {
    lab = await openLab();
  });

  afterAll(() => lab.close());

  it('keeps neither the list nor a new container waiting, and is itself answered', async () => {
    await using stuck = await TestProgram.start(
      'stuck',
      [],
      ['unshare', '--fork', '--pid', '--kill-child', 'sh', '-c', crowd, 'sh'],
    );
    await using helper = await HelperClient.start();
    const sandbox = (await helper.watch()).find(({ init }) => init.pid === stuck.pid);
    expect(sandbox?.processCount).toBeGreaterThan(2 * STUCK);

    const asked = performance.now();
    let answered = Infinity;
    const expanding = helper.request('container/processes', { containerId: sandbox?.id ?? '' }).finally(() => {
      answered = performance.now() - asked;
    });
    const refreshing = helper.request('inventory/refresh', {}).then(() => performance.now() - asked);
    // Awaited below, unless something fails before.
    for (const pending of [expanding, refreshing]) pending.catch(() => undefined);
    const started = await lab.runc();
    const ran = performance.now() - asked;
    await helper.until(
      'the row of the new container',
      (known) => [...known.values()].some(({ init, name }) => init.pid === started.initPid && name === started.name),
      2000,
    );
    expect(await refreshing).toBeLessThan(3000);

    const { processes } = await expanding;
    // Else nothing was under way meanwhile, and the above proves nothing.
    expect(answered).toBeGreaterThan(ran);
    expect(answered).toBeLessThan(8000);
    const late = processes.filter(({ commandLine }) => 'unread' in commandLine);
    expect(late.length).toBeGreaterThanOrEqual(STUCK);
    for (const { commandLine } of late) expect(commandLine).toEqual({ unread: { reason: 'timeout' } });
    expect(processes.filter(({ state }) => state === 'disk-sleep')).toHaveLength(STUCK);
  });
});

describe('a runtime whose folder hangs', () => {
  let lab: Lab;
  let folder: string;

  beforeAll(async () => {
    lab = await openLab();
    folder = mkdtempSync(join(tmpdir(), 'container-internals-'));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await lab.close();
  });

  it('keeps only its own name waiting', async () => {
    const bundle = join(folder, 'bundle');
    const program = join(folder, 'containerd-shim-runc-v2');
    mkdirSync(bundle);
    symlinkSync('/usr/bin/unshare', program);
    const shim = spawn(program, ['--fork', '--pid', '--kill-child', 'sleep', '60'], { stdio: 'ignore', cwd: bundle });
    try {
      await waitFor(
        'the child of the shim',
        () => existsSync(`/proc/${shim.pid}/task/${shim.pid}/children`) || undefined,
      );
      await using filesystem = await TestProgram.start('stuckfs', [bundle]);
      expect(filesystem.line).toBe('ready');
      const docker = await lab.docker();
      await using helper = await HelperClient.start();
      await helper.watch();
      const asked = performance.now();
      const { containers } = await helper.request('inventory/refresh', {});
      expect(performance.now() - asked).toBeLessThan(2000);
      const faked = containers.filter(({ runtime }) => runtime === 'containerd');
      expect(faked.map(({ nameSource }) => nameSource)).toEqual(['namespace']);
      await helper.until('the name of the other container', (known) =>
        [...known.values()].some(({ name }) => name === docker.name),
      );
    } finally {
      shim.kill('SIGKILL');
      await once(shim, 'exit');
    }
  });
});
