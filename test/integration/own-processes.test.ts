import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../lab/exec.ts';
import { Freezer } from '../lab/freezer.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { childrenOf, identify, isRunning, type ProcessIdentity } from '../lab/process.ts';
import { endProcess, signal } from '../lab/signal.ts';
import { claim, ForeignProcessError, isStarted } from '../lab/started.ts';
import { Bystanders, wasMoved } from '../support/bystanders.ts';
import { HelperClient } from '../support/helper-client.ts';
import { harmOf, standingProcesses } from '../support/services.ts';

const TERM = 15;
const CONT = 18;
const URG = 23;

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
});

afterAll(() => lab.close());

/** What no test started: the machine's first process, what started vitest, vitest, and the file's own process. */
const foreign: readonly (readonly [string, number])[] = [
  ['the machine’s init', 1],
  ['a thread of the kernel', 2],
  ['what runs this file', process.pid],
  ['its parent', process.ppid],
];

describe('the tests may signal', () => {
  it('what they started, and what that started', async () => {
    const child = spawn('sh', ['-c', 'sleep 60 & exec sleep 60'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await expect.poll(() => childrenOf(child.pid ?? 0)).toHaveLength(1);
    const [grandchild = 0] = childrenOf(child.pid ?? 0);
    const left = identify(grandchild);
    expect(isStarted(child.pid ?? 0) && isStarted(grandchild)).toBe(true);
    await endProcess(identify(child.pid ?? 0));
    await ended;
    // It has another parent now, and is known by its mark.
    expect(childrenOf(process.pid)).not.toContain(grandchild);
    await endProcess(left);
  });

  it('what a runtime started for the lab, also beside its first process', async () => {
    const docker = await lab.docker({ command: ['/bin/sh', '-c', 'sleep 3600 & exec sleep 3600'] });
    const [other = 0] = childrenOf(docker.initPid);
    expect([docker.initPid, other].map(isStarted)).toEqual([true, true]);
    expect(signal(identify(other), 'SIGURG')).toBe(true);
    await docker.stop();
  });

  it('the processes of a user of the lab', async () => {
    const user = await lab.user();
    const sandbox = await lab.unshare({ ...user.as, flags: ['--user', '--map-root-user', '--mount-proc'] });
    expect(isStarted(sandbox.initPid)).toBe(true);
    await sandbox.stop();
  });
});

describe('the tests may not touch', () => {
  it.each(foreign)('%s', (_, pid) => {
    const identity = identify(pid);
    expect(isStarted(pid)).toBe(false);
    // A signal that is ignored unless somebody asked for it: should it get through, nothing happens.
    expect(() => signal(identity, 'SIGURG')).toThrow(ForeignProcessError);
    expect(() => signal(identity, 'SIGURG')).toThrow(`process ${pid} (`);
  });

  it('what they were started by, not even when they claim it', () => {
    for (const pid of [1, process.pid, process.ppid]) expect(() => claim(identify(pid))).toThrow(ForeignProcessError);
  });

  it('what another program started: not by a signal, a freezer or the helper', async () => {
    const stranger = await startStranger();
    const freezer = Freezer.make(2, `lab-own-${process.pid}`);
    await using helper = await HelperClient.start({ arguments: ['--manage'] });
    try {
      expect(isStarted(stranger.pid)).toBe(false);
      expect(() => signal(stranger, 'SIGURG')).toThrow(ForeignProcessError);
      await expect(endProcess(stranger)).rejects.toThrow(ForeignProcessError);
      await expect(freezer.freeze(stranger.pid)).rejects.toThrow(ForeignProcessError);
      const target = { kind: 'process', process: { pid: stranger.pid, startTime: stranger.startTime } } as const;
      const send = helper.request('signal/send', { target, signal: URG });
      await expect(send).rejects.toThrow(/was not started by these tests/);
      // Another start time: a helper that did not look at it would reach the one that is there.
      const stale = { kind: 'process', process: { pid: stranger.pid, startTime: 1 } } as const;
      await expect(helper.request('signal/send', { target: stale, signal: URG })).rejects.toThrow(/not started by/);
      const container = { containerId: 'docker:x', init: { pid: stranger.pid, startTime: stranger.startTime } };
      await expect(helper.request('container/freeze', { ...container, frozen: true })).rejects.toThrow(
        /not started by/,
      );
      const change = { limit: 'pids', value: 10 } as never;
      const set = helper.request('limit/set', { ...container, change, before: '' });
      await expect(set).rejects.toThrow(/not started by/);
      await expect(
        helper.request('signal/send', { target: { ...container, kind: 'all' }, signal: URG }),
      ).rejects.toThrow(/not started by/);
    } finally {
      freezer.thaw();
      await stranger.end();
      await freezer.remove();
    }
  });

  it('unless the helper itself is to refuse it, and nothing would come of it', async () => {
    await using helper = await HelperClient.start({ arguments: ['--manage'] });
    const target = { kind: 'process', process: identityOf(process.ppid) } as const;
    await expect(helper.requestRefused('signal/send', { target, signal: TERM })).rejects.toThrow(/would do harm/);
    await expect(helper.requestRefused('signal/send', { target, signal: CONT })).rejects.toMatchObject({
      data: { code: 'PROTECTED' },
    });
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const own = { kind: 'process', process: identityOf(child.pid ?? 0) } as const;
    await expect(helper.requestRefused('signal/send', { target: own, signal: CONT })).rejects.toThrow(
      'the helper did not refuse signal/send',
    );
    child.kill('SIGKILL');
  });
});

describe('a bystander', () => {
  it('to which nothing happened tells of nothing', async () => {
    expect(await (await Bystanders.start()).end()).toEqual([]);
  });

  it.each([
    ['SIGTERM', /signal 15 from \d+$/],
    ['SIGURG', /signal 23 from \d+$/],
    ['SIGCONT', /signal 18 from \d+$/],
    ['SIGSTOP', /its state is T$/],
    ['SIGKILL', /it ended by SIGKILL$/],
  ] as const)('that was sent %s is found out, with its sender', async (name, line) => {
    const bystanders = await Bystanders.start(['sleep']);
    const [one, ...others] = bystanders.identities;
    if (one === undefined) throw new Error('there is none');
    expect(others).toHaveLength(1);
    signal(one, name);
    const harm = await bystanders.end();
    expect(harm).toHaveLength(1);
    expect(harm[0]).toMatch(line);
    expect(harm[0]).toContain(`sleep (${one.pid}): `);
    if (harm[0]?.includes(' from ') === true) expect(harm[0]).toContain(` from ${process.pid}`);
  });

  it('that was frozen is found out', async () => {
    const bystanders = await Bystanders.start(['sleep']);
    const freezer = Freezer.make(2, `lab-bystander-${process.pid}`);
    await freezer.freeze(bystanders.identities[0]?.pid ?? 0);
    freezer.thaw();
    expect(await bystanders.end()).toEqual([expect.stringMatching(/moved to another cgroup$/)]);
    await freezer.remove();
  });

  it.each([
    ['nothing changed', '0::/a\n', false],
    ['it is in another cgroup', '0::/b\n', true],
    ['it is in one of those below', '0::/a/b\n', true],
    ['a hierarchy was made, which gives each process its root', '1:name=systemd:/\n0::/a\n', false],
    ['it is below the root of one that was made', '1:name=systemd:/b\n0::/a\n', true],
    ['it is in another cgroup, and a hierarchy was made', '1:name=systemd:/\n0::/b\n', true],
    ['it was left where it is, and moved in one with a colon', '0::/a\n1:name=x:/b:c\n', true],
  ])('is found to have moved, or not, where %s', (_, now, moved) => {
    expect(wasMoved('0::/a\n', now)).toBe(moved);
  });
});

describe('a service of the machine', () => {
  it('is among those that are looked after, and so is what started the tests', () => {
    const pids = standingProcesses().map(({ pid }) => pid);
    expect(pids).toContain(1);
    expect(pids).toContain(process.ppid);
    expect(harmOf(standingProcesses())).toEqual([]);
  });

  it('that is gone or stopped is found out', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const facts = { ...identify(child.pid ?? 0), comm: 'sleep', parentPid: process.pid, state: 'S' };
    expect(harmOf([facts])).toEqual([]);
    const ended = once(child, 'exit');
    child.kill('SIGSTOP');
    await expect.poll(() => harmOf([facts])).toEqual([`sleep (${facts.pid}): it is stopped`]);
    child.kill('SIGKILL');
    await ended;
    expect(harmOf([facts])).toEqual([`sleep (${facts.pid}): it is gone`]);
  });
});

function identityOf(pid: number): ProcessIdentity {
  const { startTime } = identify(pid);
  return { pid, startTime };
}

/** A process that does not come from the tests: of another parent, and without their mark. */
async function startStranger(): Promise<ProcessIdentity & { end: () => Promise<void> }> {
  // It ends when the file that it waits for comes, or the lab goes: nobody may signal it.
  const script = 'while [ -d "$1" ] && [ ! -e "$1/end" ]; do sleep 0.05; done & echo $!';
  const child = spawn('env', ['-i', 'setsid', 'sh', '-c', script, 'sh', lab.folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const identity = identify(Number(line.toString()));
  await once(child, 'exit');
  return {
    ...identity,
    end: async () => {
      writeFileSync(join(lab.folder, 'end'), '');
      await waitFor('the end of the stranger', () => !isRunning(identity));
    },
  };
}
