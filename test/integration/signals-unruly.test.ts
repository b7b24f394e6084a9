// Containers, and helpers, in a state in which it is hard to reach all of a container.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignalTarget } from '../../src/shared/protocol/actions.ts';
import { cgroupFolder, cgroupHierarchies, removeCgroups } from '../lab/cgroups.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { childrenOf, identify, isRunning, namespaceInode, readProcess } from '../lab/process.ts';
import { endProcess } from '../lab/signal.ts';
import { HelperClient } from '../support/helper-client.ts';

const KILL = 9;
const TERM = 15;
const CONT = 18;
const MANAGE = ['--manage'];

let lab: Lab;
/** Beside each test: nothing may happen to it. */
let decoy: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  decoy = await lab.docker({ memoryBytes: 64 * 1024 * 1024 });
});

afterAll(() => lab.close());

beforeEach(() => expectUnharmed());
afterEach(() => expectUnharmed());

function expectUnharmed(): void {
  const { initPid, initStartTime } = decoy;
  expect(isRunning({ pid: initPid, startTime: initStartTime })).toBe(true);
  expect(readProcess(initPid)?.state).toBe('S');
}

function all({ id, initPid, initStartTime }: DockerContainer): SignalTarget {
  return { kind: 'all', containerId: `docker:${id}`, init: { pid: initPid, startTime: initStartTime } };
}

/** The processes in a pid namespace. */
function inNamespace(inode: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return namespaceInode(pid, 'pid') === inode;
      } catch {
        return false; // It ended meanwhile, or is out of reach.
      }
    });
}

describe('a container that makes processes all the time', () => {
  const forking = ['/bin/sh', '-c', 'while :; do sleep 2 & sleep 0.02; done'];

  it('is ended by one SIGKILL to all', async () => {
    await using helper = await HelperClient.start({ arguments: MANAGE });
    const docker = await lab.docker({ command: forking });
    const inode = namespaceInode(docker.initPid, 'pid');
    await waitFor('many', () => childrenOf(docker.initPid).length > 40);
    await helper.request('signal/send', { target: all(docker), signal: KILL });
    await waitFor('the end of all', () => inNamespace(inode).length === 0);
    await docker.stop();
  });

  it('loses all but its first process, which has no handler, to one SIGTERM to all', async () => {
    await using helper = await HelperClient.start({ arguments: MANAGE });
    const docker = await lab.docker({ command: forking });
    await waitFor('many', () => childrenOf(docker.initPid).length > 20);
    const older = inNamespace(namespaceInode(docker.initPid, 'pid')).filter((pid) => pid !== docker.initPid);
    const identities = older.map((pid) => identify(pid));
    const sent = await helper.request('signal/send', { target: all(docker), signal: TERM });
    expect(sent.way).toBe('frozen');
    await waitFor('the end of the others', () => !identities.some((one) => isRunning(one)));
    expect(readProcess(docker.initPid)?.state).not.toBe('D');
    await docker.stop();
  });
});

it('ends a container below whose cgroup others make cgroups without end', async () => {
  await using helper = await HelperClient.start({ arguments: MANAGE });
  const docker = await lab.docker({ command: ['/bin/sh', '-c', 'sleep 3600 & exec sleep 3600'] });
  const folder = cgroupFolder(docker.initPid, 'freezer') ?? '';
  const script =
    'i=0; while :; do i=$((i + 1)); mkdir -p "$0/lab-$i/a/b" && rmdir -p "$0/lab-$i/a/b"; mkdir -p "$0/lab-x$((i % 50))"; done 2> /dev/null';
  const racer = identify(spawn('sh', ['-c', script, folder], { stdio: 'ignore' }).pid ?? 0);
  try {
    await waitFor('cgroups', () => readdirSync(folder).filter((name) => name.startsWith('lab-x')).length === 50);
    const before = performance.now();
    const sent = await helper.request('signal/send', { target: all(docker), signal: KILL });
    expect(performance.now() - before).toBeLessThan(5000);
    expect(sent.failed).toEqual([]);
    const { left } = await helper.request('signal/await', { watch: sent.watch, forMs: 5000 });
    expect(left).toBe(0);
  } finally {
    await endProcess(racer);
    removeCgroups([folder]);
  }
  await docker.stop();
});

describe('a helper in a cgroup namespace of its own', () => {
  /** From where the containers' paths lead out: `/../docker/…`; cgroup_namespaces(7). */
  async function startApart(): Promise<{ helper: HelperClient; remove: () => void }> {
    const folders = cgroupHierarchies().map(({ mountPoint }) => join(mountPoint, `lab-${lab.id}-apart`));
    for (const folder of folders) mkdirSync(folder);
    // Where no CPU or memory node is set nothing can run.
    const enter =
      'for folder; do test "$folder" = -- && break; shift; [ -e "$folder/cpuset.cpus" ] && { cat "$folder/../cpuset.cpus" > "$folder/cpuset.cpus"; cat "$folder/../cpuset.mems" > "$folder/cpuset.mems"; }; echo 0 > "$folder/cgroup.procs"; done; shift; exec unshare --cgroup "$@"';
    const helper = await HelperClient.start({
      arguments: MANAGE,
      prefix: ['sh', '-c', enter, 'sh', ...folders, '--'],
    });
    return { helper, remove: () => void removeCgroups(folders) };
  }

  it('limits and freezes nothing whose cgroup it does not see, and reaches its processes one by one', async () => {
    const { helper, remove } = await startApart();
    const limit = () =>
      readFileSync(join(cgroupFolder(decoy.initPid, 'memory') ?? '', 'memory.limit_in_bytes'), 'utf8');
    const before = limit();
    try {
      expect(readFileSync(`/proc/${helper.child.pid}/cgroup`, 'utf8')).toContain('apart');
      await helper.watch();
      const rowOf = () => [...helper.containers.values()].find(({ init }) => init.pid === decoy.initPid);
      await helper.until('the row', () => rowOf() !== undefined);
      const row = rowOf();
      if (row === undefined) throw new Error('no row');
      const container = { containerId: row.id, init: row.init };
      const unsupported = { data: { code: 'UNSUPPORTED' } };
      const change = { limit: 'memory', value: 32 * 1024 * 1024 } as const;
      await expect(helper.request('limit/plan', { ...container, change })).rejects.toMatchObject(unsupported);
      await expect(helper.request('limit/set', { ...container, change, before: before.trim() })).rejects.toMatchObject(
        unsupported,
      );
      const sent = await helper.request('signal/send', { target: { kind: 'all', ...container }, signal: CONT });
      expect(sent).toMatchObject({ sent: 1, failed: [], way: 'each' });
    } finally {
      await helper[Symbol.asyncDispose]();
      remove();
    }
    expect(limit()).toBe(before);
  });
});

it('answers with hardly any file descriptors, by result or named error, and leaks none', async () => {
  const docker = await lab.docker();
  await using helper = await HelperClient.start({ arguments: MANAGE });
  await helper.watch();
  const descriptors = () => readdirSync(`/proc/${helper.child.pid}/fd`).length;
  const init = { pid: docker.initPid, startTime: docker.initStartTime };
  const container = { containerId: `docker:${docker.id}`, init };
  await helper.request('signal/send', { target: all(docker), signal: CONT });
  await run('prlimit', [`--pid=${helper.child.pid}`, `--nofile=${descriptors() + 1}:`]);
  const before = descriptors();
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.allSettled([
      helper.request('signal/forecast', { target: all(docker) }),
      helper.request('signal/send', { target: all(docker), signal: CONT }),
      helper.request('container/freeze', { ...container, frozen: false }),
      helper.request('limit/plan', { ...container, change: { limit: 'pids', value: 100 } }),
    ]);
    for (const answer of answers) {
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ data: { code: expect.any(String) as string } });
    }
  }
  expect(helper.child.exitCode).toBeNull();
  await run('prlimit', [`--pid=${helper.child.pid}`, '--nofile=1024:']);
  const sent = await helper.request('signal/send', { target: all(docker), signal: CONT });
  expect(sent.failed).toEqual([]);
  // Watches are kept for a while.
  await waitFor('what it held', () => descriptors() <= before + 10);
  await docker.stop();
});
