import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowedBy } from '../../../../src/helper/actions/allowed.ts';
import { OrphanedGroups } from '../../../../src/helper/actions/orphaned-group.ts';
import { signalFacts } from '../../../../src/helper/actions/read-facts.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { ProcessReader } from '../../../../src/helper/proc/process-reader.ts';
import { SignalStatusReader } from '../../../../src/helper/proc/signal-status.ts';

const files = new FileReader(new Syscalls());
let folder: string;
let procFd: number;
let proc: ProcessReader;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proc-'));
  procFd = files.syscalls.openAt(-1, folder, O_PATH | O_DIRECTORY);
  proc = new ProcessReader(files, procFd);
});
afterEach(() => {
  files.syscalls.close(procFd);
  rmSync(folder, { recursive: true });
});

function put(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function stat(
  pid: number | 'self',
  [state, parent, group, session]: [string, number, number, number],
  threads = 1,
): void {
  put(
    `${pid}/stat`,
    `7 (a) R 1 2) ${state} ${parent} ${group} ${session} 0 -1 64 0 0 0 0 0 0 0 0 20 0 ${threads} 0 55 0 0\n`,
  );
}

function status(path: string, state: string, { blocked = '0', pending = '0', pids = '7' } = {}): void {
  const hex = (text: string): string => text.padStart(16, '0');
  const sets = `SigPnd:\t${hex(pending)}\nShdPnd:\t${hex('0')}\nSigBlk:\t${hex(blocked)}\nSigIgn:\t${hex('1')}\nSigCgt:\t${hex('2')}`;
  put(`${path}/status`, `Name:\tx\nState:\t${state} (x)\nTracerPid:\t0\nNSpid:\t${pids}\n${sets}\n`);
}

const facts = (startTime = 55, frozenBy?: 1 | 2) => {
  const signals = new SignalStatusReader(files, procFd, folder);
  return signalFacts({ proc, signals, orphaned: () => false, allowed: () => 'all' }, { pid: 7, startTime }, frozenBy);
};

describe('signalFacts', () => {
  beforeEach(() => {
    stat(7, ['S', 1, 7, 7]);
    status('7', 'S');
    status('7/task/7', 'S');
  });

  it('is of the one process that is meant', () => {
    expect(facts(56)).toBe('gone');
    expect(facts()).toMatchObject({
      ignored: 1n,
      caught: 2n,
      threads: [{ isLeader: true, state: 'runs' }],
      init: 'no',
    });
    put('7/status', 'Name:\tx\n');
    expect(facts()).toBe('hidden');
  });

  it('leaves out threads that have ended, but not what their leader blocked', () => {
    status('7', 'Z', { blocked: '4000' });
    status('7/task/7', 'Z', { blocked: '4000' });
    status('7/task/8', 'S', { blocked: '200' });
    symlinkSync('/', join(folder, '7/task/8/fd'));
    expect(facts()).toMatchObject({ leaderBlocked: 0x4000n, threads: [{ isLeader: false, blocked: 0x200n }] });
  });

  it('reads a signalfd of a thread that lives', () => {
    status('7/task/7', 'S', { blocked: '4000' });
    mkdirSync(join(folder, '7/task/7/fd'));
    symlinkSync('anon_inode:[signalfd]', join(folder, '7/task/7/fd/5'));
    put('7/task/7/fdinfo/5', 'pos:\t0\nflags:\t02\nsigmask:\t0000000000004000\n');
    expect(facts()).toMatchObject({ fetched: 0x4000n });
  });

  it.each([
    ['nested', '4711\t1'],
    ['own', '1'],
    ['no', '4711\t12'],
  ])('knows PID 1: %s', (init, pids) => {
    status('7', 'S', { pids });
    expect(facts()).toMatchObject({ init });
  });

  it('knows by the function in which a thread sleeps that it awaits signals, or is stopped in the freezer', () => {
    put('7/task/7/wchan', 'do_sigtimedwait.isra.0');
    expect(facts()).toMatchObject({ threads: [{ awaits: true }] });
    status('7/task/7', 'D');
    put('7/task/7/wchan', 'do_signal_stop');
    expect(facts(55, 1)).toMatchObject({ threads: [{ state: 'stopped' }], frozenBy: 1 });
    expect(facts(55)).toMatchObject({ threads: [{ state: 'deaf' }] });
  });

  it('knows what is being killed', () => {
    status('7/task/7', 'S', { pending: '100' });
    expect(facts()).toMatchObject({ ending: true });
  });
});

describe('OrphanedGroups', () => {
  const orphaned = (isWholeMachine = true) => new OrphanedGroups(proc, folder, isWholeMachine).has(7);

  it('asks for a parent in the session, outside of the group', () => {
    stat(7, ['S', 6, 7, 5]);
    stat(6, ['S', 1, 6, 5]);
    expect(orphaned()).toBe(false);
    stat(6, ['S', 1, 6, 6]);
    expect(orphaned()).toBe(true);
  });

  it('asks every member of the group that lives', () => {
    stat(7, ['S', 1, 7, 5]);
    stat(5, ['S', 1, 5, 5]);
    stat(8, ['S', 5, 7, 5]);
    expect(orphaned()).toBe(false);
    stat(8, ['Z', 5, 7, 5]);
    expect(orphaned()).toBe(true);
    stat(8, ['Z', 5, 7, 5], 2);
    expect(orphaned()).toBe(false);
  });

  it('does not count on the init of the machine', () => {
    stat(7, ['S', 1, 7, 1]);
    stat(1, ['S', 0, 1, 1]);
    expect(orphaned()).toBe(true);
    expect(orphaned(false)).toBe(false);
  });
});

describe('allowedBy', () => {
  const refuse = () => -constants.errno.EPERM;

  it('takes the answer of the kernel, and sends nothing to groups', () => {
    const asked: number[] = [];
    const allowed = allowedBy(proc, (pid) => {
      asked.push(pid);
      return 0;
    });
    expect([7, 0, -1, 1.5, NaN].map(allowed)).toEqual(['all', 'none', 'none', 'none', 'none']);
    expect(asked).toEqual([7]);
  });

  it('knows what a session may', () => {
    stat('self', ['S', 1, 3, 5]);
    stat(7, ['S', 1, 7, 5]);
    expect(allowedBy(proc, refuse)(7)).toBe('continue');
    stat(7, ['S', 1, 7, 6]);
    expect(allowedBy(proc, refuse)(7)).toBe('none');
    stat('self', ['S', 0, 0, 0]);
    stat(7, ['S', 0, 0, 0]);
    expect(allowedBy(proc, refuse)(7)).toBe('none');
  });
});
