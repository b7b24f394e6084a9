import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endingOf, zombieStatus } from '../../../../src/helper/actions/ending.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { ProcessReader } from '../../../../src/helper/proc/process-reader.ts';

describe('endingOf', () => {
  it('tells an exit from a signal, and whether a core was dumped', () => {
    expect(endingOf(0)).toEqual({ kind: 'exit', status: 0 });
    expect(endingOf(143 << 8)).toEqual({ kind: 'exit', status: 143 });
    expect(endingOf(15)).toEqual({ kind: 'signal', signal: 15, dumpedCore: false });
    expect(endingOf(0x80 | 11)).toEqual({ kind: 'signal', signal: 11, dumpedCore: true });
    expect(endingOf(64)).toEqual({ kind: 'signal', signal: 64, dumpedCore: false });
  });
});

describe('zombieStatus', () => {
  const syscalls = new Syscalls();
  let procFd: number;
  let proc: ProcessReader;

  beforeEach(() => {
    procFd = syscalls.openAt(-1, '/proc', O_PATH | O_DIRECTORY);
    proc = new ProcessReader(new FileReader(syscalls), procFd);
  });
  afterEach(() => syscalls.close(procFd));

  it.each([
    ['exit 7', 7 << 8],
    ['exit 0', 0],
    ['kill -USR1 $$', constants.signals.SIGUSR1],
  ])('is what a process ended with that nobody has waited for: %s', async (script, status) => {
    // The parent becomes a program that never waits, before its child ends.
    const parent = spawn('sh', ['-c', `exec 3<&0; sh -c 'read go <&3; ${script}' & echo $!; exec sleep 60`]);
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    await expect.poll(() => statOf(parent.pid ?? 0)?.comm).toBe('sleep');
    parent.stdin.write('go\n');
    await expect.poll(() => statOf(pid)?.state).toBe('zombie');
    const startTime = statOf(pid)?.startTime ?? 0;
    expect(zombieStatus(proc, { pid, startTime })).toBe(status);
    expect(zombieStatus(proc, { pid, startTime: startTime + 1 })).toBeUndefined();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('is none of a process that runs', () => {
    const startTime = statOf(process.pid)?.startTime ?? 0;
    expect(zombieStatus(proc, { pid: process.pid, startTime })).toBeUndefined();
  });

  function statOf(pid: number) {
    const stat = proc.stat(pid);
    return typeof stat === 'number' ? undefined : stat;
  }
});
