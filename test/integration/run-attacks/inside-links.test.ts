import { chown, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MountSpec } from '../../../src/helper/run/spec/mount-schema.ts';
import { run } from '../../lab/exec.ts';
import { RunBundle } from '../../support/run-bundle.ts';
import { runSpec } from '../../support/run-spec.ts';
import { TestProgram } from '../../support/test-program.ts';
import { DEV, MOUNTS, PROC, PTS, specWith } from '../run-oci/base-spec.ts';
import { PEOPLE } from '../run-oci/people.ts';
import { mountAt, parseObservation } from '../run-oci/observation.ts';
import { expectUnchanged, surroundings } from './surroundings.ts';

const UNREACHED = 'not to be reached';

describe.each(PEOPLE)('A root that is a trap, run by $as', ({ as, change }) => {
  let bundle: RunBundle;
  /** A folder of the machine, which the links of the root name. */
  let outside: string;
  const start = (more: Parameters<typeof specWith>[0] = {}) =>
    runSpec(specWith({ ...change, ...more, linux: { ...change.linux, ...more.linux } }), { bundle: bundle.folder, as });

  beforeEach(async () => {
    bundle = await RunBundle.make(['intruder']);
    outside = join(bundle.folder, 'outside');
    await mkdir(join(outside, 'pts'), { recursive: true });
    for (const name of ['ptmx', 'null', 'console', 'marker']) await writeFile(join(outside, name), UNREACHED);
  });
  afterEach(() => bundle[Symbol.asyncDispose]());

  // CVE-2019-16884, CVE-2019-19921, CVE-2023-27561, CVE-2026-41579, CVE-2026-47766.
  it.each([
    ['proc', 'the folder outside', undefined],
    ['proc', 'a folder inside', '/tmp'],
    ['sys', 'the folder outside', undefined],
    ['sys', 'a folder inside', 'tmp'],
    ['dev', 'the folder outside', undefined],
    ['dev', 'a folder inside', '../tmp'],
    ['dev', 'itself', 'dev'],
  ] as const)('with /%s a link to %s is refused, and nothing is written there', async (name, _, target) => {
    await rm(bundle.inside(name), { recursive: true });
    await symlink(target ?? outside, bundle.inside(name));
    const before = surroundings(bundle.folder);
    const { failure, stdout } = await start();
    expect(failure).toMatch(/^mount\.new (20|40|17|2) /);
    expect(stdout).toBe('');
    await expectUnchanged(before, bundle.folder);
  });

  it('with a file for /proc is refused', async () => {
    await rm(bundle.inside('proc'), { recursive: true });
    await writeFile(bundle.inside('proc'), '');
    expect((await start()).failure).toMatch(/^mount\.new 20 /);
  });

  // CVE-2025-31133.
  it('with /dev/null a link has no mask made of what that names', async () => {
    const target = '/proc/sys/kernel/core_pattern';
    await symlink(target, bundle.inside('dev/null'));
    const before = surroundings(bundle.folder);
    const { failure, stdout } = await start({ mounts: [PROC], linux: { maskedPaths: ['/proc/keys'] } });
    expect(failure).toMatch(/^mask 19 .*not the null device/);
    expect(stdout).toBe('');
    await expectUnchanged(before, bundle.folder);
  });

  it('with another file as /dev/null has no mask made of it', async () => {
    await writeFile(bundle.inside('dev/null'), 'chosen');
    const { failure } = await start({ mounts: [PROC], linux: { maskedPaths: ['/proc/keys'] } });
    expect(failure).toMatch(/^mask 19 .*not the null device/);
  });

  // CVE-2025-52565.
  it('with /dev/console a link has its terminal put over nothing else', async () => {
    await symlink('/usr/bin/busybox', bundle.inside('dev/console'));
    const pts: MountSpec = { ...PTS, options: ['newinstance', 'ptmxmode=0666'] };
    await mkdir(bundle.inside('dev/pts'));
    const ended = await start({ mounts: [PROC, pts], process: { terminal: true }, linux: { maskedPaths: [] } });
    expect(ended.failure).toBeUndefined();
    const inside = parseObservation(ended.stdout);
    expect(mountAt(inside, '/usr/bin/busybox')).toBeUndefined();
    expect(mountAt(inside, '/dev/console')).toBeUndefined();
  });

  // CVE-2024-21626: what a link names is opened by the kernel, not by its name.
  it('has no link to an open file as its folder', async () => {
    for (let fd = 0; fd < 64; fd += 1) await symlink(`/proc/self/fd/${fd}`, bundle.inside(`fd${fd}`));
    await symlink('/proc/self/cwd', bundle.inside('cwd'));
    const folders = [...Array.from({ length: 64 }, (_, fd) => `/fd${fd}`), '/cwd', '/fd3/../..'];
    for (const cwd of folders) {
      const { failure, stdout } = await start({ process: { cwd } });
      expect({ cwd, failure, stdout }).toMatchObject({
        failure: expect.stringMatching(/^cwd (40|2|20) /) as string,
        stdout: '',
      });
    }
  });

  // CVE-2021-30465. A volume that another container has too, in which that one exchanges a folder for a link.
  it('is mounted nowhere else while a mount point is exchanged for a link', { timeout: 60_000 }, async () => {
    const volume = join(bundle.folder, 'volume');
    await mkdir(join(volume, 'point/deep'), { recursive: true });
    await symlink(outside, join(volume, 'link'));
    await mkdir(bundle.inside('volume'));
    if (as === 'nobody') await run('chown', ['-R', '65534:65534', volume, outside]);
    const intruder = await TestProgram.start('intruder', ['exchange', join(volume, 'point'), join(volume, 'link')]);
    const endings = new Map<string, number>();
    try {
      for (let time = 0; time < 150; time += 1) {
        const ended = await start({
          mounts: [
            ...(change.mounts ?? MOUNTS),
            { destination: '/volume', type: 'bind', source: volume, options: ['rbind'] },
            { destination: '/volume/point/deep', type: 'tmpfs', source: 'deep', options: [] },
            { destination: '/volume/point/made', type: 'tmpfs', source: 'made', options: [] },
          ],
        });
        const ending = ended.failure?.split(' ').slice(0, 2).join(' ') ?? 'started';
        endings.set(ending, (endings.get(ending) ?? 0) + 1);
        expect(ending).toMatch(/^(started|mount\.(new|bind) (2|17|18|20|40))$/);
        if (ending !== 'started') continue;
        const targets =
          parseObservation(ended.stdout)
            .get('mount')
            ?.map((line) => line.split(' ')[4] ?? '') ?? [];
        const known = /^\/$|^\/(proc|dev|sys)(\/|$)|^\/volume(\/(point|link)(\/(deep|made))?)?$/;
        expect(targets.filter((target) => !known.test(target))).toEqual([]);
      }
    } finally {
      await intruder[Symbol.asyncDispose]();
    }
    // The race was won and lost.
    expect(endings.size).toBeGreaterThan(1);
    expect((await readdir(outside)).sort()).toEqual(['console', 'marker', 'null', 'ptmx', 'pts']);
  });

  // CVE-2025-24965.
  it('is not written to, but for the mount points that the specification names', async () => {
    if (as === 'nobody') await chown(bundle.root, 65_534, 65_534);
    const before = surroundings(bundle.folder);
    const ended = await start({ root: { readonly: false }, process: { args: ['/observe', '--look', '/proc'] } });
    expect(ended.failure).toBeUndefined();
    await expectUnchanged(before, bundle.folder);
    await rename(bundle.inside('sys'), join(bundle.folder, 'sys-before'));
    expect((await start({ root: { readonly: false } })).failure).toBeUndefined();
    expect(await readdir(bundle.inside('sys'))).toEqual([]);
  });

  it('is a folder of the kernel for nobody who bound it there', async () => {
    await mkdir(join(outside, 'self'));
    const mount: MountSpec = { destination: '/proc', type: 'bind', source: outside, options: ['rbind'] };
    await expect(start({ mounts: [mount, DEV] })).rejects.toThrow('only a proc can be mounted at /proc');
  });
});
