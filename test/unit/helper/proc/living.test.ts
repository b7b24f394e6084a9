import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync, readdirSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { ControlFiles } from '../../../../src/helper/cgroup/control-files.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { LivingProcesses } from '../../../../src/helper/proc/living.ts';
import { ProcessReader } from '../../../../src/helper/proc/process-reader.ts';

const files = new FileReader(new Syscalls());
const proc = new ProcessReader(files, files.syscalls.openAt(-1, '/proc', O_PATH | O_DIRECTORY));

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function sleeper() {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  const { pid = 0 } = child;
  const stat = proc.stat(pid);
  if (typeof stat === 'number') throw new Error(`no process ${pid}`);
  const end = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { process: { pid, startTime: stat.startTime }, end };
}

/** Files of this process that are names of others. */
function openNames(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return /^\/proc\/\d+\/comm$/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;
}

it.each([
  ['with its file kept open', 8],
  ['without room to keep a file', 0],
])('a process is there until it ended, %s', async (_, room) => {
  const living = new LivingProcesses(proc, new ControlFiles(room));
  const { process, end } = sleeper();
  const open = openNames();
  expect([living.isThere(process), living.isThere(process), openNames() - open]).toEqual([
    true,
    true,
    Math.min(room, 1),
  ]);
  await end();
  expect([living.isThere(process), living.isThere(process)]).toEqual([false, false]);
});

it('another process with the same pid is not the one that is meant', () => {
  const living = new LivingProcesses(proc, new ControlFiles(8));
  const { process } = sleeper();
  const before = { ...process, startTime: process.startTime - 1 };
  const open = openNames();
  expect([living.isThere(before), living.isThere(process), living.isThere(before)]).toEqual([false, true, false]);
  expect(openNames() - open).toBe(1);
});
