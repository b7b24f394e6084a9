import { readFileSync } from 'node:fs';
import { readFile, writeFile, chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../lab/exec.ts';
import { launcherPath } from '../../support/launcher.ts';
import { RunBundle } from '../../support/run-bundle.ts';
import { runSpec, startSpec } from '../../support/run-spec.ts';
import { NAMESPACES, namespaces, SHIFTED, specWith } from '../run-oci/base-spec.ts';
import { expectUnchanged, surroundings } from './surroundings.ts';

/** As Docker gives them, with the one that lets root look at others' processes. */
const POWERS = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_KILL',
  'CAP_SETUID',
  'CAP_SETGID',
  'CAP_SYS_CHROOT',
];
const capabilities = (names: readonly string[]) => ({
  bounding: [...names],
  effective: [...names],
  permitted: [...names],
});
const ENTRIES = 60;

let bundle: RunBundle;
beforeEach(async () => {
  bundle = await RunBundle.make(['intruder']);
});
afterEach(() => bundle[Symbol.asyncDispose]());

interface Entered {
  /** What root of the container may do. */
  readonly names: readonly string[];
  /** Whether it is root of a user namespace alone. */
  readonly inUserNamespace?: boolean;
  /** What those who enter start. */
  readonly program?: string;
}

/** Other runs enter the namespaces of an intruder, again and again. What it tells of them. */
async function whileEntered({
  names,
  inUserNamespace = false,
  program = '/usr/bin/true',
}: Entered): Promise<readonly string[]> {
  const joined = inUserNamespace ? (['pid', 'user'] as const) : (['pid'] as const);
  const own = namespaces(inUserNamespace ? [...NAMESPACES, 'user'] : NAMESPACES);
  const { launcher } = startSpec(
    specWith({
      process: { args: ['/intruder', 'seize'], capabilities: capabilities(names), noNewPrivileges: false },
      linux: { namespaces: own, ...(inUserNamespace ? SHIFTED : {}) },
    }),
    { bundle: bundle.folder },
  );
  const pid = await launcher.line('pid ');
  await launcher.firstOutput();
  const others = NAMESPACES.filter((each) => each !== 'pid').map((type) => ({ type }));
  const linux = {
    namespaces: [...others, ...joined.map((type) => ({ type, path: `/proc/${pid}/ns/${type}` }))],
    cgroupsPath: `/ci-entering-${process.pid}`,
  };
  for (let time = 0; time < ENTRIES; time += 1) {
    const { failure } = await runSpec(
      specWith({ linux, process: { args: [program], capabilities: capabilities(names) } }),
      { bundle: bundle.folder, compile: { controllers: ['pids'] } },
    );
    expect(failure).toBeUndefined();
  }
  launcher.signal('SIGTERM');
  const { stdout, code } = await launcher.ended;
  expect(code).toBe(0);
  return stdout.trim().split('\n').slice(1);
}

describe('A run that enters a container where somebody waits for it', () => {
  // CVE-2016-9962, CVE-2019-5736.
  it('cannot be opened, nor traced, by another root there', async () => {
    const before = surroundings(bundle.folder);
    expect(await whileEntered({ names: POWERS })).toEqual([]);
    await expectUnchanged(before, bundle.folder);
  });

  it('has a program that cannot be written to where one may look at every process', async () => {
    const before = surroundings(bundle.folder);
    const told = await whileEntered({ names: [...POWERS, 'CAP_SYS_PTRACE'] });
    // It was there in time, so that the rest of the test means something.
    expect(told.filter((line) => line.startsWith('exe ')).length).toBeGreaterThan(0);
    const written = told.filter((line) => line.startsWith('written '));
    expect(written.length).toBeGreaterThan(0);
    expect(new Set(written)).toEqual(new Set(['written EPERM']));
    await expectUnchanged(before, bundle.folder);
  });

  it('cannot be opened, nor traced, by a root of its user namespace, whatever that may do', async () => {
    const names = [...POWERS, 'CAP_SYS_PTRACE', 'CAP_SYS_ADMIN', 'CAP_DAC_READ_SEARCH'];
    const before = surroundings(bundle.folder);
    expect(await whileEntered({ names, inUserNamespace: true })).toEqual([]);
    await expectUnchanged(before, bundle.folder);
  });

  it.each([
    ['as its program', '/proc/self/exe'],
    ['as the interpreter of a script', '/script'],
  ])('is written to by nobody where it is started again, %s', async (_, program) => {
    await writeFile(bundle.inside('script'), '#!/proc/self/exe\n');
    await chmod(bundle.inside('script'), 0o755);
    const before = surroundings(bundle.folder);
    const told = await whileEntered({ names: [...POWERS, 'CAP_SYS_PTRACE'], program });
    const written = told.filter((line) => line.startsWith('written '));
    expect(written.length).toBeGreaterThan(0);
    expect(new Set(written)).toEqual(new Set(['written EPERM']));
    await expectUnchanged(before, bundle.folder);
  });
});

describe('The launcher', () => {
  // CVE-2020-5291: rights of its own would be everybody's.
  it('has no rights by its file', async () => {
    const { stdout: mode } = await run('stat', ['--format=%a', launcherPath]);
    expect(mode.trim()).toMatch(/^[0-7]{3}$/);
    expect((await run('/sbin/getcap', [launcherPath])).stdout).toBe('');
    // No interpreter and no library, which could be somebody's.
    expect(readFileSync(launcherPath).includes('/ld-linux')).toBe(false);
  });

  // CVE-2022-1227, CVE-2019-14271.
  it('runs nothing of the container but the program', async () => {
    const trace = join(bundle.folder, 'trace');
    const trojan = '#!/usr/bin/busybox sh\ntouch /trojan\n';
    for (const name of ['newuidmap', 'nsenter', 'ip', 'ps', 'ldconfig']) {
      await rm(bundle.inside(`usr/bin/${name}`), { force: true });
      await writeFile(bundle.inside(`usr/bin/${name}`), trojan, { mode: 0o755 });
    }
    const prefix = [
      'strace',
      '--follow-forks',
      '--quiet=all',
      `--output=${trace}`,
      '--trace=execve,execveat,openat,open',
    ];
    const { failure } = await runSpec(specWith({ process: { args: ['/usr/bin/true'] } }), {
      bundle: bundle.folder,
      prefix,
      compile: { init: true },
    });
    expect(failure).toBeUndefined();
    const calls = (await readFile(trace, 'utf8')).split('\n');
    const programs = calls.flatMap((line) => /execve(?:at)?\((?:\d+, )?"([^"]*)"/.exec(line)?.[1] ?? []);
    expect(programs).toEqual([launcherPath, '', '/usr/bin/true']);
    const libraries = calls.filter((line) => /open.*(\.so\b|nsswitch|\/etc\/(passwd|group|ld))/.test(line));
    expect(libraries).toEqual([]);
  });
});
