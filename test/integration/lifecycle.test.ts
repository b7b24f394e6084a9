import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { readProcess } from '../lab/process.ts';
import { HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';

describe('a watched machine', () => {
  let lab: Lab;
  let helper: HelperClient;
  const row = (pid: number) => [...helper.containers.values()].find(({ init }) => init.pid === pid);

  beforeAll(async () => {
    lab = await openLab();
    // The daemon comes up here, not while a test measures.
    await (await lab.docker()).stop();
    helper = await HelperClient.start();
    await helper.watch();
  });

  afterAll(async () => {
    await helper[Symbol.asyncDispose]();
    await lab.close();
  });

  it('shows a container within a second of its start, by its name, and its end within a second', async () => {
    const docker = await lab.docker();
    await helper.until('the row', () => row(docker.initPid)?.name === docker.name, 1000);
    await docker.stop();
    await helper.until('the end of the row', () => row(docker.initPid) === undefined, 1000);
  });

  it('keeps the identity of a container over its whole life', async () => {
    const docker = await lab.docker();
    await helper.until('the row', () => row(docker.initPid) !== undefined, 1000);
    const id = row(docker.initPid)?.id;
    expect(id).toBe(`docker:${docker.id}`);
    await sleep(4000);
    expect(row(docker.initPid)?.id).toBe(id);
    await docker.stop();
  });

  it('shows freezing and thawing, though no process comes or goes', async () => {
    const docker = await lab.docker();
    await helper.until('the row', () => row(docker.initPid) !== undefined);
    await docker.pause();
    await helper.until('frozen', () => row(docker.initPid)?.state === 'frozen', 2500);
    await docker.unpause();
    await helper.until('running', () => row(docker.initPid)?.state === 'running', 2500);
    await docker.stop();
  });

  it('tells when a process comes or goes in a container', async () => {
    const docker = await lab.docker();
    await helper.until('the row', () => row(docker.initPid) !== undefined);
    const before = row(docker.initPid);
    await run('docker', ['exec', '-d', docker.name, '/bin/sleep', '3600']);
    await helper.until('one more', () => row(docker.initPid)?.processCount === (before?.processCount ?? 0) + 1, 2000);
    expect(row(docker.initPid)?.processRevision).not.toBe(before?.processRevision);
    await docker.stop();
  });

  it('survives containers that die while they are read', async () => {
    const before = helper.child.pid;
    for (let round = 0; round < 60; round++) {
      await run('unshare', ['--fork', '--pid', 'true']);
      if (round % 20 === 0) await helper.request('inventory/refresh', {});
    }
    expect(helper.child.exitCode).toBeNull();
    expect(helper.child.pid).toBe(before);
    await helper.until('all gone', (known) => ![...known.values()].some(({ initComm }) => initComm === 'true'), 2000);
  });

  it('shows a zombie as one, with no command line, and goes on', async () => {
    await using zombie = await TestProgram.start('zombie', [], ['unshare', '--fork', '--pid', '--kill-child']);
    await helper.until('the sandbox', (known) => [...known.values()].some(({ initComm }) => initComm === 'zombie'));
    const sandbox = [...helper.containers.values()].find(({ initComm }) => initComm === 'zombie');
    const { processes } = await helper.request('container/processes', { containerId: sandbox?.id ?? '' });
    const dead = processes.find(({ pids }) => 'value' in pids && pids.value.at(-1) === zombie.pid);
    expect(dead).toMatchObject({ state: 'zombie', commandLine: { value: '' } });
    expect(processes.length).toBe(2);
  });

  it('never takes a new process for the one whose pid it got', async () => {
    const first = await lab.unshare();
    await helper.until('the first', () => row(first.initPid) !== undefined);
    const { id, init } = row(first.initPid) ?? { id: '', init: undefined };
    // Long enough that the helper no longer reads it as a newcomer.
    await sleep(3500);
    await first.stop();
    const second = await startWithPid(first.initPid);
    try {
      await helper.until('the second', () => {
        const now = row(first.initPid);
        return now !== undefined && now.init.startTime !== init?.startTime;
      });
      expect(helper.containers.has(id)).toBe(false);
      await expect(helper.request('container/processes', { containerId: id })).rejects.toMatchObject({
        data: { code: 'GONE' },
      });
    } finally {
      await second.end();
    }
  });
});

/** Starts a sandbox whose init has just this pid: ns_last_pid tells the kernel where to go on; pid_namespaces(7). */
async function startWithPid(pid: number): Promise<{ end: () => Promise<void> }> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const script = `echo ${pid - 1} > /proc/sys/kernel/ns_last_pid; exec unshare --fork --pid --kill-child sleep 60`;
    const outer = spawn('sh', ['-c', script], { stdio: 'ignore' });
    const end = async () => {
      outer.kill('SIGKILL');
      await once(outer, 'exit');
    };
    const child = await waitFor('the child of unshare', () => {
      const text = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'latin1').trim();
      return text === '' ? undefined : Number(text);
    });
    if (child === pid) return { end };
    await end();
  }
  throw new Error(`pid ${pid} could not be had again`);
}

describe('a helper', () => {
  it('ends within a second of its input, with its reader processes', async () => {
    const helper = await HelperClient.start();
    await using sandbox = await TestProgram.start('hostile', ['--new-pid', '--argv', '61']);
    const [container] = (await helper.watch()).filter(({ init }) => init.pid === sandbox.pid);
    await helper.request('container/processes', { containerId: container?.id ?? '' });
    // One for runtimes' files, one for command lines.
    const readers = childrenOf(helper.child.pid ?? 0);
    expect(readers).toHaveLength(2);
    const exited = once(helper.child, 'exit');
    const before = performance.now();
    helper.child.stdin?.end();
    await exited;
    expect(performance.now() - before).toBeLessThan(1000);
    await waitFor('the end of the readers', () => readers.every(hasEnded), { timeoutMs: 1000 });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('ends in order at %s', async (signal, status) => {
    await using helper = await HelperClient.start();
    await helper.watch();
    const readers = childrenOf(helper.child.pid ?? 0);
    const exited = once(helper.child, 'exit');
    helper.child.kill(signal);
    expect(await exited).toEqual([status, null]);
    await waitFor('the end of the readers', () => readers.every(hasEnded), { timeoutMs: 1000 });
  });

  it('is gone within a second when what started it is killed', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath, [process.argv[1]], { stdio: ['pipe', 'ignore', 'ignore'] });
      console.log(child.pid);
      setInterval(() => undefined, 1000);`;
    const host = spawn(process.execPath, ['-e', script, HelperClient.script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(host.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await sleep(300);
    expect(readProcess(pid)).toBeDefined();
    host.kill('SIGKILL');
    await waitFor('the end of the helper', () => hasEnded(pid), { timeoutMs: 1000 });
  });

  it.each([
    ['with the flag of Node 24', ['--disable-sigusr1']],
    ['without it', []],
  ])('opens no debugger at SIGUSR1, %s', async (_, nodeArguments) => {
    await using helper = await HelperClient.start({ nodeArguments });
    helper.child.kill('SIGUSR1');
    await sleep(200);
    await helper.watch();
    const inode = /^ *\d+: \S+:240D \S+ 0A/m;
    for (const table of ['tcp', 'tcp6']) {
      expect(readFileSync(`/proc/${helper.child.pid}/net/${table}`, 'latin1')).not.toMatch(inode);
    }
  });

  it('asks nothing of the kernel while nobody watches', async () => {
    await using helper = await HelperClient.start();
    await helper.watch();
    await helper.request('inventory/unwatch', {});
    await sleep(300);
    const reads = () => Number(/^syscr: (\d+)$/m.exec(readFileSync(`/proc/${helper.child.pid}/io`, 'latin1'))?.[1]);
    const before = reads();
    await sleep(1500);
    expect(reads() - before).toBeLessThan(5);
  });

  it('works with hardly any file descriptors, and loses no row for it', async () => {
    await using sandbox = await TestProgram.start('hostile', ['--new-pid', '--argv', '61']);
    await using helper = await HelperClient.start();
    await helper.watch();
    expect([...helper.containers.values()].some(({ init }) => init.pid === sandbox.pid)).toBe(true);
    await run('prlimit', [`--pid=${helper.child.pid}`, '--nofile=8:']);
    await sleep(2000);
    await helper.request('inventory/refresh', {}).catch(() => undefined);
    expect(helper.child.exitCode).toBeNull();
    expect([...helper.containers.values()].some(({ init }) => init.pid === sandbox.pid)).toBe(true);
    await run('prlimit', [`--pid=${helper.child.pid}`, '--nofile=1024:']);
    const { containers } = await helper.request('inventory/refresh', {});
    expect(containers.some(({ init }) => init.pid === sandbox.pid)).toBe(true);
  });
});

/** Gone, or a zombie that nobody has reaped yet. */
function hasEnded(pid: number): true | undefined {
  const state = readProcess(pid)?.state;
  return state === undefined || state === 'Z' || undefined;
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
