import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EndPoll } from '../../../../src/helper/kernel/end-poll.ts';
import { Pidfds } from '../../../../src/helper/kernel/pidfd.ts';
import { Syscalls } from '../../../../src/helper/kernel/syscalls.ts';

const { ESRCH, EINVAL, ENOENT } = constants.errno;
const TERM = 15;
const pidfds = new Pidfds(new Syscalls());
const children: ChildProcess[] = [];
const open: number[] = [];

/** A child that sleeps, and a pidfd of it. */
function child(...command: string[]): { pid: number; pidfd: number; process: ChildProcess } {
  const [program = 'sleep', ...args] = command.length === 0 ? ['sleep', '60'] : command;
  const started = spawn(program, args, { stdio: 'ignore' });
  children.push(started);
  const pid = started.pid ?? 0;
  const pidfd = pidfds.open(pid);
  open.push(pidfd);
  return { pid, pidfd, process: started };
}

afterEach(() => {
  for (const started of children.splice(0)) started.kill('SIGKILL');
  for (const pidfd of open.splice(0)) pidfds.close(pidfd);
});

describe('a pidfd', () => {
  it('sends to the process that it was opened for', async () => {
    const { pidfd, process: started } = child();
    expect(pidfd).toBeGreaterThan(0);
    expect(pidfds.send(pidfd, 0)).toBe(0);
    expect(pidfds.hasEnded(pidfd)).toBe(false);
    const ended = once(started, 'exit');
    expect(pidfds.send(pidfd, TERM)).toBe(0);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(pidfds.hasEnded(pidfd)).toBe(true);
    expect(pidfds.send(pidfd, TERM)).toBe(-ESRCH);
  });

  it('is none of a thread, nor of what is not there', () => {
    const threads = readdirSync(`/proc/${process.pid}/task`).map(Number);
    const other = threads.find((thread) => thread !== process.pid) ?? 0;
    expect([-EINVAL, -ENOENT]).toContain(pidfds.open(other));
    expect(pidfds.open(2 ** 22)).toBe(-ESRCH);
  });

  it('tells how the process ended once its parent knows, and not before', async () => {
    const { pidfd, process: started } = child('sh', '-c', 'exit 3');
    const { pidfd: other, process: killed } = child();
    expect(pidfds.waitStatus(other)).toBeUndefined();
    await once(started, 'exit');
    expect(pidfds.waitStatus(pidfd)).toBe(3 << 8);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(pidfds.waitStatus(other)).toBe(9);
  });
});

describe('EndPoll', () => {
  let told: string[];
  let poll: EndPoll;
  const tells = (name: string) => (what: string) => void told.push(`${name} ${what}`);

  beforeEach(() => {
    told = [];
    poll = new EndPoll(pidfds);
  });

  it('tells of each end, also of what was added while it waited', async () => {
    const [first, second, third] = [child(), child(), child()];
    poll.add(first.pidfd, tells('first'));
    poll.add(third.pidfd, tells('third'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    poll.add(second.pidfd, tells('second'));
    second.process.kill('SIGKILL');
    await expect.poll(() => told).toEqual(['second ended', 'second reaped']);
    first.process.kill('SIGKILL');
    await expect.poll(() => told.slice(2)).toEqual(['first ended', 'first reaped']);
    expect(pidfds.hasEnded(third.pidfd)).toBe(false);
    poll.remove(third.pidfd);
  });

  it('tells nothing of what was removed', async () => {
    const [first, second] = [child(), child()];
    poll.add(first.pidfd, tells('first'));
    poll.add(second.pidfd, tells('second'));
    poll.remove(first.pidfd);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    second.process.kill('SIGKILL');
    await expect.poll(() => told).toEqual(['second ended', 'second reaped']);
  });
});
