import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResponseError } from 'vscode-jsonrpc/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HelperErrorData } from '../../src/shared/errors.ts';
import { SIGNALS } from '../../src/shared/model/signal.ts';
import {
  ENDED_LIMIT,
  type EndedProcess,
  type Ending,
  FORECAST_LIMIT,
  type ForecastTally,
  type SignalTarget,
} from '../../src/shared/protocol/actions.ts';
import { cgroupHierarchies, cgroupsOf } from '../lab/cgroups.ts';
import { run, waitFor } from '../lab/exec.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { hasCgroupV1 } from '../lab/host.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { childrenOf, identify, isRunning, type ProcessIdentity, readProcess } from '../lab/process.ts';
import { endProcess } from '../lab/signal.ts';
import { claim } from '../lab/started.ts';
import { asNobody, HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';

const KILL = 9;
const TERM = 15;
const CONT = 18;
/** Since then new processes are no longer read at each look: see ProcessTable. */
const SETTLING_MS = 3500;
const SLEEPERS = 'sleep 3600 & sleep 3600 & exec sleep 3600';

let lab: Lab;
let helper: HelperClient;
/** Beside each test: nothing may happen to them. */
let decoy: ProcessIdentity;
let decoyContainer: DockerContainer;
const started: ProcessIdentity[] = [];

beforeAll(async () => {
  lab = await openLab();
  decoyContainer = await lab.docker({ command: ['/bin/sh', '-c', SLEEPERS] });
  decoy = sleeper();
  helper = await HelperClient.start({ arguments: ['--manage'] });
  // The first look at a machine takes longer than others.
  await helper.request('inventory/refresh', {});
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  for (const process of started) await endProcess(process);
  await lab.close();
});

beforeEach(() => expectUnharmed());
afterEach(() => expectUnharmed());

function expectUnharmed(): void {
  expect(isRunning(decoy)).toBe(true);
  const { initPid, initStartTime } = decoyContainer;
  expect(isRunning({ pid: initPid, startTime: initStartTime })).toBe(true);
  const states = [initPid, ...childrenOf(initPid)].map((pid) => readProcess(pid)?.state);
  expect(states).toEqual(['S', 'S', 'S']);
}

/** A process of the test's own that sleeps. */
function sleeper(): ProcessIdentity {
  const { pid = 0 } = spawn('sleep', ['3600'], { stdio: 'ignore' });
  const identity = identify(pid);
  started.push(identity);
  return identity;
}

function named(process: ProcessIdentity): SignalTarget {
  return { kind: 'process', process: { pid: process.pid, startTime: process.startTime } };
}

function target(kind: 'init' | 'all', { id, initPid, initStartTime }: DockerContainer): SignalTarget {
  return { kind, containerId: `docker:${id}`, init: { pid: initPid, startTime: initStartTime } };
}

async function forecastOf(what: SignalTarget, signal: number, from = helper): Promise<readonly ForecastTally[]> {
  const { signals } = await from.request('signal/forecast', { target: what });
  expect(signals).toHaveLength(SIGNALS.length);
  return signals[SIGNALS.findIndex(({ number }) => number === signal)] ?? [];
}

async function failureOf(work: Promise<unknown>): Promise<HelperErrorData> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ResponseError)) throw new Error('it did not fail');
  return error.data as HelperErrorData;
}

/** Forecast and signal are answered alike. @param signal one that harms nobody, unless told */
async function failuresOf(what: SignalTarget, from = helper, signal = CONT): Promise<HelperErrorData> {
  // Only what harms nobody may be asked for a target that no test started.
  const params = { target: what, signal };
  const asked = signal === CONT ? from.requestRefused('signal/send', params) : from.request('signal/send', params);
  const sent = await failureOf(asked);
  const told = await failureOf(from.request('signal/forecast', { target: what }));
  expect(told).toEqual({ ...sent, operation: 'signal/forecast' });
  return sent;
}

/** Before Linux 6.15 only a zombie tells how it ended, and a parent may be faster than the helper. */
function expectEndings(ended: readonly EndedProcess[], ending: Ending): void {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  const others = major > 6 || (major === 6 && minor >= 15) ? [ending] : [ending, { kind: 'unknown' }];
  for (const one of ended) expect(others).toContainEqual(one.ending);
}

describe('the first process of a Docker container', () => {
  it('is told to drop SIGTERM, drops it, and is ended by SIGKILL', async () => {
    const docker = await lab.docker();
    const init = { pid: docker.initPid, startTime: docker.initStartTime };
    const what = target('init', docker);
    expect(await forecastOf(what, TERM)).toEqual([
      { forecast: { kind: 'effect', effect: 'dropped-for-init', waits: [] }, processes: 1 },
    ]);
    const dropped = await helper.request('signal/send', { target: what, signal: TERM });
    expect(dropped).toMatchObject({ sent: 1, failed: [], way: 'each' });
    expect(await helper.request('signal/await', { watch: dropped.watch, forMs: 300 })).toEqual({ ended: [], left: 1 });
    expect(isRunning(init)).toBe(true);

    const late = helper.request('signal/await', { watch: dropped.watch, forMs: 5000 });
    const killed = await helper.request('signal/send', { target: what, signal: KILL });
    expect(killed).toMatchObject({ sent: 1, failed: [] });
    const { ended, left } = await helper.request('signal/await', { watch: killed.watch, forMs: 5000 });
    expect({ ended, left }).toMatchObject({ ended: [{ process: init }], left: 0 });
    expectEndings(ended, { kind: 'signal', signal: KILL, dumpedCore: false });
    expect(ended[0]?.afterMs).toBeGreaterThan(0);
    expect(ended[0]?.afterMs).toBeLessThan(2000);
    // The end is told to whoever waits for it, by the time of the signal that he sent.
    const [first] = (await late).ended;
    expect(first?.process).toEqual(init);
    expect(first?.afterMs).toBeGreaterThan(300);
    expect(isRunning(init)).toBe(false);
    await docker.stop();
    expect((await failuresOf(what)).code).toBe('GONE');
  });

  it('tells with which status it ended after it handled the signal', async () => {
    const docker = await lab.docker({ command: ['/bin/sh', '-c', 'trap "exit 3" TERM; while :; do sleep 0.05; done'] });
    const what = target('init', docker);
    await waitFor('the handler', async () => {
      const [tally] = await forecastOf(what, TERM);
      return tally?.forecast.kind === 'effect' && tally.forecast.effect === 'handled';
    });
    const { watch } = await helper.request('signal/send', { target: what, signal: TERM });
    const { ended } = await helper.request('signal/await', { watch, forMs: 5000 });
    expect(ended).toHaveLength(1);
    expectEndings(ended, { kind: 'exit', status: 3 });
    await docker.stop();
  });

  it('is another one after a restart', async () => {
    const docker = await lab.docker();
    const what = target('init', { ...docker, initStartTime: docker.initStartTime - 1 });
    expect(await failuresOf(what)).toMatchObject({ code: 'GONE' });
    await docker.stop();
  });
});

describe('all processes of a container', () => {
  it('are held while each is sent the signal, and run on afterwards', async () => {
    const docker = await lab.docker({ command: ['/bin/sh', '-c', SLEEPERS] });
    const pids = [docker.initPid, ...childrenOf(docker.initPid)];
    expect(await forecastOf(target('all', docker), TERM)).toMatchObject([
      { forecast: { effect: 'terminates' }, processes: 2 },
      { forecast: { effect: 'dropped-for-init' }, processes: 1 },
    ]);
    const sent = await helper.request('signal/send', { target: target('all', docker), signal: TERM });
    expect(sent).toMatchObject({ sent: 3, failed: [], way: 'frozen' });
    const { ended, left } = await helper.request('signal/await', { watch: sent.watch, forMs: 500 });
    expect(ended.map(({ process }) => process.pid).sort()).toEqual(pids.slice(1).sort());
    expectEndings(ended, { kind: 'signal', signal: TERM, dumpedCore: false });
    expect(left).toBe(1);
    // It runs, since a frozen one shows as uninterruptible.
    expect(readProcess(docker.initPid)?.state).toBe('S');
    await docker.stop();
  });

  it('end by SIGKILL, those of exec and their children too', async () => {
    const docker = await lab.docker({ command: ['/bin/sh', '-c', SLEEPERS] });
    await run('docker', ['exec', '-d', docker.name, '/bin/sh', '-c', 'sleep 3600 & sleep 3600; :']);
    await waitFor(
      'both',
      async () => (await run('docker', ['top', docker.name])).stdout.trim().split('\n').length === 7,
    );
    const sent = await helper.request('signal/send', { target: target('all', docker), signal: KILL });
    // Docker has a cgroup in each hierarchy, the unified one too.
    expect(sent).toMatchObject({ sent: 6, failed: [], way: 'cgroup.kill' });
    const { ended, left } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
    expect(left).toBe(0);
    expect(ended).toHaveLength(6);
    expectEndings(ended, { kind: 'signal', signal: KILL, dumpedCore: false });
    await docker.stop();
  });

  it('are not those that were moved out of it', async () => {
    const docker = await lab.docker({ command: ['/bin/sh', '-c', SLEEPERS], extraArgs: ['--pid=host'] });
    await waitFor('both', () => childrenOf(docker.initPid).length === 2);
    const [moved = 0, other = 0] = childrenOf(docker.initPid);
    // It outlives what it was started by.
    claim(identify(moved));
    started.push(identify(moved));
    // What is older is not read again at each look.
    await sleep(SETTLING_MS);
    await helper.request('inventory/refresh', {});
    moveBeside(process.pid, moved);
    const sent = await helper.request('signal/send', { target: target('all', docker), signal: TERM });
    expect(sent).toMatchObject({ sent: 2, failed: [] });
    const { ended } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
    expect(ended.map(({ process }) => process.pid).sort()).toEqual([docker.initPid, other].sort());
    expect(isRunning(identify(moved))).toBe(true);
    await docker.stop();
  });

  // Elsewhere every cgroup is in the unified hierarchy.
  if (hasCgroupV1()) {
    it('end by SIGKILL in the freezer where they have no cgroup in the unified hierarchy', async () => {
      const docker = await lab.docker({ command: ['/bin/sh', '-c', SLEEPERS] });
      const unified = cgroupHierarchies().find(({ version }) => version === 2)?.mountPoint ?? '';
      for (const pid of [docker.initPid, ...childrenOf(docker.initPid)]) {
        writeFileSync(join(unified, 'cgroup.procs'), `${pid}`);
      }
      await helper.request('inventory/refresh', {});
      const sent = await helper.request('signal/send', { target: target('all', docker), signal: KILL });
      expect(sent).toMatchObject({ sent: 3, failed: [], way: 'frozen' });
      const { ended, left } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
      expect({ ended: ended.length, left }).toEqual({ ended: 3, left: 0 });
      await docker.stop();
    });
  }

  it('are forecast and sent to in time where they are hundreds', async () => {
    const many = 'for i in $(seq 600); do sleep 3600 & done; exec sleep 3600';
    const docker = await lab.docker({ command: ['/bin/sh', '-c', many] });
    await waitFor('all', () => childrenOf(docker.initPid).length === 600);
    const { processes, signals } = await helper.request('signal/forecast', { target: target('all', docker) });
    expect(processes).toBe(601);
    const told = signals.map((tallies) => tallies.reduce((sum, tally) => sum + tally.processes, 0));
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toBeGreaterThan(0);
    expect(told[0]).toBeLessThanOrEqual(FORECAST_LIMIT);
    const sent = await helper.request('signal/send', { target: target('all', docker), signal: TERM });
    expect(sent).toMatchObject({ sent: 601, failed: [], way: 'frozen' });
    await waitFor('their ends', async () => {
      const { left, ended } = await helper.request('signal/await', { watch: sent.watch, forMs: 0 });
      // Of the many that ended, and the shell that did not.
      return ended.length === ENDED_LIMIT && left === 1;
    });
    const killed = await helper.request('signal/send', { target: target('init', docker), signal: KILL });
    const { ended, left } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
    expect({ told: ended.length, left }).toEqual({ told: ENDED_LIMIT, left: 0 });
    // The last of them, and told nevertheless.
    expect(ended.at(-1)?.process.pid).toBe(docker.initPid);
    expect((await helper.request('signal/await', { watch: killed.watch, forMs: 5000 })).ended).toHaveLength(1);
    await docker.stop();
  });

  it('stay frozen where somebody else froze them, and end at the thaw', async () => {
    const docker = await lab.docker({ command: ['/bin/sh', '-c', SLEEPERS] });
    const first = hasCgroupV1();
    await docker.pause();
    const [tally] = await forecastOf(target('all', docker), KILL);
    expect(tally).toMatchObject({
      forecast: { effect: 'terminates', waits: first ? ['until-thaw'] : [] },
      processes: 3,
    });
    const { watch, sent } = await helper.request('signal/send', { target: target('all', docker), signal: KILL });
    expect(sent).toBe(3);
    // Version 2 lets what is frozen die.
    const { left } = await helper.request('signal/await', { watch, forMs: 300 });
    expect(left).toBe(first ? 3 : 0);
    if (first) {
      expect(readProcess(docker.initPid)?.state).toBe('D');
      await docker.unpause();
    }
    expect(await helper.request('signal/await', { watch, forMs: 5000 })).toMatchObject({ left: 0 });
    await docker.stop();
  });

  it('are also those of a sandbox that runs in it', async () => {
    const { outer, inner } = await lab.nestedSandbox();
    await helper.request('inventory/refresh', {});
    const sent = await helper.request('signal/send', { target: target('all', outer), signal: KILL });
    expect(sent).toMatchObject({ sent: 2, failed: [] });
    const { ended, left } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
    expect(left).toBe(0);
    expect(ended.map(({ process }) => process)).toContainEqual(inner);
    await outer.stop();
  });

  it('are found one by one where the container has no cgroup of its own', async () => {
    const sandbox = await lab.unshare({ command: ['sh', '-c', SLEEPERS] });
    const init = { pid: sandbox.initPid, startTime: sandbox.initStartTime };
    await waitFor('its processes', () => childrenOf(init.pid).length === 2);
    const { containers } = await helper.request('inventory/refresh', {});
    const containerId = containers.find((container) => container.init.pid === init.pid)?.id ?? '';
    const what: SignalTarget = { kind: 'all', containerId, init };
    const sent = await helper.request('signal/send', { target: what, signal: KILL });
    expect(sent).toMatchObject({ sent: 3, failed: [], way: 'each' });
    const { ended, left } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
    expect({ ended: ended.length, left }).toEqual({ ended: 3, left: 0 });
    await sandbox.stop();
  });
});

describe('a process', () => {
  it('is not another one that got its pid', async () => {
    const first = sleeper();
    await endProcess(first);
    const again = await reuse(first.pid);
    started.push(again);
    expect(await failuresOf(named(first), helper, KILL)).toMatchObject({ code: 'STALE_TARGET' });
    expect(isRunning(again)).toBe(true);
    await endProcess(again);
    expect(await failuresOf(named(first))).toMatchObject({ code: 'GONE' });
  });

  it('is none where the number is that of a thread', async () => {
    const threads = readdirSync(`/proc/${process.pid}/task`).map(Number);
    const thread = threads.find((id) => id !== process.pid) ?? 0;
    expect(await failuresOf(named(identify(thread)))).toMatchObject({ code: 'GONE' });
  });

  it('is not signalled by a helper whose own pids are others than those in /proc', async () => {
    await using apart = await HelperClient.start({
      prefix: ['unshare', '--fork', '--pid', '--kill-child'],
      arguments: ['--manage'],
    });
    const process = sleeper();
    expect(await failuresOf(named(process), apart, KILL)).toMatchObject({ code: 'UNSUPPORTED' });
    expect(isRunning(process)).toBe(true);
  });

  it('is past signals as a zombie', async () => {
    await using zombie = await TestProgram.start('zombie');
    const what = named(identify(zombie.pid));
    expect(await forecastOf(what, TERM)).toEqual([{ forecast: { kind: 'none', why: 'zombie' }, processes: 1 }]);
    expect(await helper.request('signal/send', { target: what, signal: TERM })).toMatchObject({
      sent: 0,
      failed: [{ why: 'zombie' }],
    });
  });

  it('of another user is not signalled without the right to', async () => {
    await using nobody = await HelperClient.start({ prefix: asNobody, arguments: ['--manage'] });
    const process = sleeper();
    const what = named(process);
    expect(await forecastOf(what, TERM, nobody)).toMatchObject([{ forecast: { kind: 'none', why: 'permission' } }]);
    const sent = await nobody.request('signal/send', { target: what, signal: TERM });
    expect(sent).toMatchObject({ sent: 0, failed: [{ why: 'permission', errno: 'EPERM' }] });
    expect(isRunning(process)).toBe(true);
  });

  it('of its own user ends as an unprivileged helper is told', async () => {
    await using nobody = await HelperClient.start({ prefix: asNobody, arguments: ['--manage'] });
    const child = spawn('setpriv', [
      ...asNobody.slice(1),
      'sh',
      '-c',
      'trap "exit 4" TERM; echo on; while :; do sleep 0.05; done',
    ]);
    await once(child.stdout, 'data');
    const { watch } = await nobody.request('signal/send', { target: named(identify(child.pid ?? 0)), signal: TERM });
    const { ended } = await nobody.request('signal/await', { watch, forMs: 5000 });
    expect(ended).toHaveLength(1);
    expectEndings(ended, { kind: 'exit', status: 4 });
  });

  it('is not signalled where only reading is granted', async () => {
    await using reading = await HelperClient.start();
    const process = sleeper();
    const what = named(process);
    expect(await failureOf(reading.request('signal/send', { target: what, signal: KILL }))).toMatchObject({
      code: 'NOT_GRANTED',
    });
    expect(await forecastOf(what, KILL, reading)).toMatchObject([{ forecast: { effect: 'terminates' } }]);
    expect(isRunning(process)).toBe(true);
  });
});

describe('what is protected', () => {
  const protection = async (what: SignalTarget, from = helper) => {
    const { code, protection: why } = await failuresOf(what, from);
    expect(code).toBe('PROTECTED');
    return why;
  };

  it('are the helper, what it started, and what it was started by', async () => {
    const own = helper.child.pid ?? 0;
    await helper.request('container/processes', { containerId: `docker:${decoyContainer.id}` });
    const [reader = 0] = childrenOf(own);
    expect(await protection(named(identify(own)))).toBe('helper');
    expect(await protection(named(identify(reader)))).toBe('helper');
    expect(await protection(named(identify(process.pid)))).toBe('editor');
    expect(await protection(named(identify(process.ppid)))).toBe('editor');
    await expect(helper.request('inventory/refresh', {})).resolves.toBeDefined();
  });

  it('are threads of the kernel, and the machine’s init', async () => {
    expect(await protection(named(identify(2)))).toBe('kernel-thread');
    const first = { target: named(identify(1)), signal: CONT };
    expect(await failureOf(helper.requestRefused('signal/send', first))).toMatchObject({ code: 'INVALID_PARAMS' });
  });

  it('is the first process of a container, unless the container is named', async () => {
    const { initPid } = decoyContainer;
    expect(await protection(named(identify(initPid)))).toBe('container-init');
  });

  it('is the container in which the helper runs', async () => {
    const around = await lab.docker();
    await using inside = await HelperClient.start({ arguments: ['--manage'] });
    await inside.request('inventory/refresh', {});
    moveBeside(around.initPid, inside.child.pid ?? 0);
    await inside.request('inventory/refresh', {});
    expect(await protection(target('init', around), inside)).toBe('own-container');
    expect(await protection(target('all', around), inside)).toBe('own-container');
    expect(isRunning(identify(around.initPid))).toBe(true);
    // Others are not.
    expect(await forecastOf(target('init', decoyContainer), TERM, inside)).toHaveLength(1);
  });
});

describe('a watch', () => {
  it('that never was is gone', async () => {
    expect(await failureOf(helper.request('signal/await', { watch: 4711, forMs: 0 }))).toMatchObject({ code: 'GONE' });
  });

  it('does not hold up the end of the helper', async () => {
    const other = await HelperClient.start({ arguments: ['--manage'] });
    const process = sleeper();
    const { watch } = await other.request('signal/send', { target: named(process), signal: CONT });
    other.request('signal/await', { watch, forMs: 8000 }).catch(() => undefined);
    await other.request('signal/await', { watch, forMs: 50 });
    const before = performance.now();
    const exited = once(other.child, 'exit');
    other.child.stdin?.end();
    expect(await exited).toEqual([0, null]);
    expect(performance.now() - before).toBeLessThan(1000);
    expect(isRunning(process)).toBe(true);
  });

  it('is given up when there are many more', async () => {
    const process = sleeper();
    const watches: number[] = [];
    for (let count = 0; count < 33; count++) {
      watches.push((await helper.request('signal/send', { target: named(process), signal: CONT })).watch);
    }
    const [first = 0, second = 0] = watches;
    expect(await failureOf(helper.request('signal/await', { watch: first, forMs: 0 }))).toMatchObject({ code: 'GONE' });
    expect(await helper.request('signal/await', { watch: second, forMs: 0 })).toEqual({ ended: [], left: 1 });
  });
});

/** Starts a process that gets a pid again: by ns_last_pid of proc_sys_kernel(5). */
async function reuse(pid: number): Promise<ProcessIdentity> {
  return waitFor(`a process ${pid}`, async () => {
    writeFileSync('/proc/sys/kernel/ns_last_pid', `${pid - 1}`);
    const child = spawn('sleep', ['3600'], { stdio: 'ignore' });
    if (child.pid === pid) return identify(pid);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    return undefined;
  });
}

/** Moves a process into the cgroups of another. */
function moveBeside(pid: number, moved: number): void {
  for (const { controllers, path } of cgroupsOf(pid)) {
    const hierarchy = cgroupHierarchies().find((found) => found.controllers.join() === controllers);
    if (hierarchy !== undefined) writeFileSync(join(hierarchy.mountPoint, path, 'cgroup.procs'), `${moved}`);
  }
}
