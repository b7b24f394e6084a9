import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Watch } from '../../../../src/helper/actions/watch.ts';
import { EndPoll } from '../../../../src/helper/kernel/end-poll.ts';
import { Pidfds } from '../../../../src/helper/kernel/pidfd.ts';
import { Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { identify, type ProcessIdentity } from '../../../lab/process.ts';
import { realSources } from '../../../support/fact-sources.ts';

const pidfds = new Pidfds(new Syscalls());
const ends = new EndPoll(pidfds);
const { proc } = realSources();
let children: { readonly child: ChildProcess; readonly identity: ProcessIdentity }[];
/** How many files may still be kept open. */
let room: number;
let watch: Watch;

beforeEach(() => {
  children = [0, 1, 2].map(() => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    return { child, identity: identify(child.pid ?? 0) };
  });
});

afterEach(() => {
  watch.close();
  for (const { child } of children) child.kill('SIGKILL');
});

function begin(files: number): void {
  room = files;
  const keep = () => {
    if (room === 0) return false;
    room -= 1;
    return true;
  };
  const release = () => {
    room += 1;
  };
  watch = new Watch({ pidfds, ends, proc, room: { keep, release } }, identityOf(0));
}

const identityOf = (index: number) => children[index]?.identity ?? { pid: 0, startTime: 0 };
const add = (index: number) => {
  watch.add(identityOf(index), pidfds.open(identityOf(index).pid), performance.now());
};
const kill = (index: number) => children[index]?.child.kill('SIGKILL');

describe('Watch', () => {
  it('has room for the first process though it comes last, and counts only what is watched', async () => {
    begin(2);
    add(1);
    add(2);
    add(0);
    expect(room).toBe(0);
    expect(await watch.after(0)).toEqual({ ended: [], left: 2 });
    kill(2);
    kill(0);
    await expect.poll(async () => (await watch.after(0)).left).toBe(1);
    kill(1);
    const { ended, left } = await watch.after(5000);
    expect(left).toBe(0);
    expect(ended.map(({ process }) => process)).toEqual([identityOf(0), identityOf(1)]);
    // What ended is not kept open.
    expect(room).toBe(2);
  });

  it('gives back what it reserved and did not need', () => {
    begin(3);
    expect([watch.reserve(), watch.reserve(), watch.reserve()]).toEqual([true, true, false]);
    add(1);
    watch.complete();
    expect(room).toBe(2);
    watch.close();
    expect(room).toBe(3);
  });

  it('tells who waits what is known when it is given up', async () => {
    begin(3);
    add(0);
    const waiting = watch.after(60_000);
    watch.close();
    expect(await waiting).toEqual({ ended: [], left: 1 });
  });
});
