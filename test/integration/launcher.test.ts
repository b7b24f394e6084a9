import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Step } from '../../src/helper/run/plan.ts';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import { run } from '../lab/exec.ts';
import { readProcess } from '../lab/process.ts';
import { signal } from '../lab/signal.ts';
import { asNobody } from '../support/helper-client.ts';
import { Launcher, launcherPath } from '../support/launcher.ts';
import { sandboxPlan, type SandboxPlan } from '../support/sandbox-plan.ts';

const NOT_STARTED = 125;

/** Folders for cgroups that no other run has, in the hierarchies of two controllers where there are such. */
const name = `ci-launcher-${process.pid}`;
const folders = ['memory', 'pids'].flatMap((controller) => {
  const hierarchy = cgroupHierarchies().find(({ controllers }) => controllers.includes(controller));
  return hierarchy === undefined ? [] : [join(hierarchy.mountPoint, name)];
});
const cgroups: readonly Step[] = folders.map((path) => ({ op: 'cgroup.create', path }));
const place: readonly Step[] = folders.map((_, cgroup) => ({ op: 'cgroup.attach', cgroup }));

const shell = (script: string, options: Omit<SandboxPlan, 'arguments'> = {}) =>
  sandboxPlan({ ...options, arguments: ['sh', '-c', script] });

/** Processes whose environment or arguments hold a word, by pid. */
function processesWith(word: string): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(word));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Waits until nothing of a run is left; fails with what is. */
async function expectNothingLeft(mark: string): Promise<void> {
  const left = () => [...folders.filter((folder) => existsSync(folder)), ...processesWith(mark)];
  for (let tries = 0; left().length > 0 && tries < 100; tries++) await sleep(20);
  expect(left()).toEqual([]);
}

/** The steps that failed: `INDEX ERRNO`. */
function failures(transcript: readonly string[]): readonly string[] {
  return transcript.flatMap((line) => /^step (\d+ [1-9]\d*) /.exec(line)?.[1] ?? []);
}

afterEach(() => {
  for (const folder of folders) if (existsSync(folder)) rmdirSync(folder);
});

describe.each([
  { who: 'root', prefix: [], id: 0, uid: 'uid=0' },
  { who: 'an unprivileged user', prefix: asNobody, id: 65_534, uid: 'uid=65534' },
])('a sandbox made by $who', ({ prefix, id, uid }) => {
  const observe = async (script: string, options: Omit<SandboxPlan, 'arguments'> = {}) => {
    const { stdout, transcript, code } = await Launcher.start(shell(script, { id, ...options }), prefix).ended;
    expect(failures(transcript)).toEqual([]);
    return { lines: stdout.trim().split('\n'), code, transcript };
  };

  it('has the program as PID 1, alone in its /proc', async () => {
    const { lines } = await observe('echo $$; ls -d /proc/[0-9]* | wc -l; hostname; id');
    // The shell, ls and wc.
    expect(lines).toEqual(['1', '3', 'sandbox', expect.stringContaining(uid)]);
  });

  it('has the program below an init where the plan says so', async () => {
    const { lines } = await observe('echo $$; cat /proc/1/stat | cut -d" " -f4', { last: [{ op: 'init' }] });
    expect(lines).toEqual(['2', '0']);
  });

  it('may write nowhere but in its own /tmp', async () => {
    const { lines } = await observe(
      'for f in /usr /etc /var /home; do touch $f/x 2>&1; done; touch /tmp/x && echo yes',
    );
    expect(lines.slice(0, 4)).toEqual(
      Array.from({ length: 4 }, () => expect.stringContaining('Read-only file system') as string),
    );
    expect(lines[4]).toBe('yes');
  });

  it('has no network but loopback, which is up', async () => {
    const { lines } = await observe('tail -n +3 /proc/net/dev | cut -d: -f1; ip -o address show dev lo');
    expect(lines[0]?.trim()).toBe('lo');
    expect(lines[1]).toContain('127.0.0.1/8');
  });

  it('has no capability and can get none', async () => {
    const { lines } = await observe('grep -E "^(Cap|NoNewPrivs)" /proc/self/status');
    const values = new Map(lines.map((line) => [line.split(':')[0], line.split(':')[1]?.trim()]));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(values.get(set)).toBe('0'.repeat(16));
    expect(values.get('NoNewPrivs')).toBe('1');
  });

  it('has namespaces of its own, all eight', async () => {
    const { lines } = await observe(
      'for n in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$n; done',
    );
    const own = await run('sh', [
      '-c',
      'for n in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$n; done',
    ]);
    expect(lines).toHaveLength(8);
    for (const inode of own.stdout.trim().split('\n')) expect(lines).not.toContain(inode);
  });

  it('has no file open but the three that it was given', async () => {
    const { lines } = await observe('ls /proc/self/fd');
    // The fourth is the folder that ls reads.
    expect(lines).toEqual(['0', '1', '2', '3']);
  });

  it('tells how the program ended', async () => {
    expect((await observe('exit 7')).code).toBe(7);
    const init: readonly Step[] = [{ op: 'init' }];
    const killed = await observe('kill -9 $$', { last: init });
    expect(killed.code).toBe(137);
    expect(killed.transcript).toContain('signal 9');
    expect((await observe('exit 3', { last: init })).transcript).toContain('exit 3');
  });

  it('masks a file with the null device, and a folder with nothing', async () => {
    const inside: readonly Step[] = [
      { op: 'mask', path: '/proc/version' },
      { op: 'mask', path: '/proc/sys' },
      { op: 'mask', path: '/proc/no-such-file' },
      { op: 'readonly', path: '/proc/net' },
    ];
    const { lines } = await observe('wc -c < /proc/version; ls /proc/sys | wc -l', { inside });
    expect(lines).toEqual(['0', '0']);
  });

  it('ends when who asked for it is gone', async () => {
    const mark = `ci-hang-up-${process.pid}-${id}`;
    const plan = shell(`: ${mark}; sleep 1000`, { id });
    const launcher = Launcher.start(plan, prefix);
    await launcher.line(`step ${plan.steps.length - 1} 0`);
    launcher.hangUp();
    const { code } = await launcher.ended;
    expect(code).toBeGreaterThan(128);
    await expectNothingLeft(mark);
  });

  it('names the step that fails, and starts nothing', async () => {
    const plan = sandboxPlan({ id, arguments: ['no-such-program'] });
    const { code, transcript, stdout } = await Launcher.start(plan, prefix).ended;
    expect(code).toBe(NOT_STARTED);
    expect(failures(transcript)).toEqual([`${plan.steps.length - 1} 2`]);
    expect(stdout).toBe('');
  });
});

describe('a run', () => {
  it('stands in cgroups of its own while it lasts, and leaves none', async () => {
    const plan = shell('cat /proc/self/cgroup', { cgroups, place });
    const launcher = Launcher.start(plan);
    const { stdout, transcript } = await launcher.ended;
    // Seen from its cgroup namespace, which begins there.
    for (const controller of ['memory', 'pids'].slice(0, folders.length))
      expect(stdout).toMatch(new RegExp(`:${controller}:/\n`));
    expect(transcript.filter((line) => line.startsWith('cleaned 0 '))).toHaveLength(folders.length);
    await expectNothingLeft(name);
  });

  it.each(['launcher', 'janitor'])('leaves nothing behind where its %s is killed', async (victim) => {
    const mark = `ci-killed-${victim}-${process.pid}`;
    const launcher = Launcher.start(shell(`: ${mark}; sleep 1000`, { cgroups, place }));
    const container = Number(await launcher.line('pid '));
    const children = (await run('ps', ['-o', 'pid=', '--ppid', String(launcher.pid)])).stdout
      .trim()
      .split(/\s+/)
      .map(Number);
    const janitor = children.find((pid) => pid !== container) ?? 0;
    expect(janitor).toBeGreaterThan(1);
    const killed = readProcess(victim === 'launcher' ? launcher.pid : janitor);
    expect(killed !== undefined && signal(killed, 'SIGKILL')).toBe(true);
    if (victim === 'janitor') launcher.hangUp();
    await launcher.ended;
    await expectNothingLeft(mark);
  });

  it.runIf(folders.length > 0)('touches no cgroup that was there before it', async () => {
    for (const folder of folders) mkdirSync(folder);
    const { code, transcript } = await Launcher.start(shell('true', { cgroups, place })).ended;
    expect(code).toBe(NOT_STARTED);
    expect(failures(transcript)).toEqual(['0 17']);
    expect(folders.every((folder) => existsSync(folder))).toBe(true);
  });

  it('passes signals on to its program', async () => {
    const launcher = Launcher.start(shell('trap "echo got; exit 4" TERM; echo ready; while :; do sleep 0.05; done'));
    await launcher.firstOutput();
    launcher.signal('SIGTERM');
    expect(await launcher.ended).toMatchObject({ stdout: 'ready\ngot\n', code: 4 });
  });

  it('is refused where the plan is none', async () => {
    const { code, transcript } = await Launcher.start(Buffer.from('not a plan\0')).ended;
    expect(code).toBe(NOT_STARTED);
    expect(transcript).toEqual(['refused not a plan of this version']);
  });

  it('runs from a sealed copy of the launcher', async () => {
    const launcher = Launcher.start(shell('sleep 1000'));
    await launcher.line('pid ');
    const { stdout } = await run('readlink', [`/proc/${launcher.pid}/exe`]);
    expect(stdout).toContain('memfd:container-internals-launcher');
    launcher.hangUp();
    await launcher.ended;
  });

  it('needs a name', async () => {
    // Since Linux 5.18 the kernel gives it an empty one: then it finds no plan.
    await run(join(dirname(launcherPath), 'noargs'), [launcherPath], { accept: [NOT_STARTED] }).then(({ status }) =>
      expect(status).toBe(NOT_STARTED),
    );
  });
});

/** System calls of the set-up: each of their calls is made to fail once, in the launcher and in the new process. */
const systemCalls = [
  ['cgroups', 'mkdir,rmdir'],
  ['processes', 'clone,clone3,execveat,execve,socketpair,pipe2,signalfd4,unshare,setsid'],
  ['mounts', 'mount,umount2,pivot_root,open_tree,move_mount,mount_setattr,fsopen,fsconfig,fsmount'],
  ['files', 'openat2,mkdirat,fchdir,chdir,fstatfs,statx,memfd_create,sendfile'],
  ['rights', 'prctl,capset,setresuid,setresgid,sethostname,socket,ioctl,sendmsg,recvmsg'],
] as const;

describe('a run in which a system call fails', () => {
  it.each(systemCalls)('names the step and leaves nothing (%s)', { timeout: 300_000 }, async (_, names) => {
    const mark = `ci-fault-${process.pid}`;
    const plan = shell(`: ${mark}; echo done`, { cgroups, place, last: [{ op: 'init' }] });
    for (const call of names.split(',')) {
      for (let when = 1; ; when++) {
        const injection = `inject=${call}:error=EIO:when=${when}`;
        const prefix = [
          'strace',
          '--follow-forks',
          '--quiet=all',
          '--output=/dev/null',
          '--trace',
          call,
          '-e',
          injection,
        ];
        const { stdout, transcript, code, stderr } = await Launcher.start(plan, prefix).ended;
        await expectNothingLeft(mark);
        const told = { call, when, code, stdout, stderr, failed: failures(transcript), last: transcript.at(-1) };
        if (stdout === 'done\n') {
          expect(told).toMatchObject({ code: 0, failed: [] });
          // Every process makes the call less often than that.
          if (when > 4) break;
          continue;
        }
        expect(told).toMatchObject({ stdout: '', code: expect.any(Number) as number });
        expect(code).not.toBe(0);
        const isNamed = told.failed.length === 1 || transcript.some((line) => line.startsWith('refused '));
        expect({ ...told, isNamed }).toMatchObject({ isNamed: true });
      }
    }
  });
});
