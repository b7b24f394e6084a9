import { chmod, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunBundle } from '../../support/run-bundle.ts';
import { runSpec } from '../../support/run-spec.ts';
import { type Change, CGROUPS, NAMESPACES, namespaces, specWith } from '../run-oci/base-spec.ts';
import { PEOPLE } from '../run-oci/people.ts';
import { expectUnchanged, surroundings } from './surroundings.ts';

const NOT_STARTED = 125;

interface BadRun {
  readonly what: string;
  readonly change: Change;
  readonly prepare?: (bundle: RunBundle) => Promise<unknown>;
  /** The step, and its errno. */
  readonly failure: RegExp;
}

const argument = (...args: readonly string[]): Change => ({ process: { args: [...args] } });

/** What can only be found out by trying. */
const BAD_RUNS: readonly BadRun[] = [
  {
    what: 'a root that is missing',
    change: { root: { path: 'no-such-root' } },
    failure: /^root\.open 2 .*no-such-root/,
  },
  { what: 'a root that is a file', change: { root: { path: 'rootfs/observe' } }, failure: /^root\.open 20 / },
  { what: 'a program that is missing', change: argument('/no/such'), failure: /^exec 2 \/no\/such/ },
  { what: 'a program that is not in PATH', change: argument('no-such'), failure: /^exec 2 no-such/ },
  { what: 'a folder as its program', change: argument('/usr'), failure: /^exec 13 \/usr/ },
  {
    what: 'a program that is not executable',
    change: argument('/etc/text'),
    prepare: (bundle) => writeFile(bundle.inside('etc/text'), 'text'),
    failure: /^exec 13 /,
  },
  {
    what: 'a program of no known form',
    change: argument('/etc/text'),
    prepare: async (bundle) => {
      await writeFile(bundle.inside('etc/text'), 'text');
      await chmod(bundle.inside('etc/text'), 0o755);
    },
    failure: /^exec 8 /,
  },
  {
    what: 'a script whose interpreter is missing',
    change: argument('/etc/script'),
    prepare: async (bundle) => {
      await writeFile(bundle.inside('etc/script'), '#!/no/such\n');
      await chmod(bundle.inside('etc/script'), 0o755);
    },
    failure: /^exec 2 /,
  },
  {
    what: 'a folder to work in that is missing',
    change: { process: { cwd: '/no/such' } },
    failure: /^cwd 2 \/no\/such/,
  },
  { what: 'a file as the folder to work in', change: { process: { cwd: '/observe' } }, failure: /^cwd 20 / },
  {
    what: 'a folder to work in that is a link to itself',
    change: { process: { cwd: '/loop' } },
    prepare: (bundle) => symlink('loop', bundle.inside('loop')),
    failure: /^cwd 40 /,
  },
  {
    what: 'a source of a mount that is missing',
    change: { mounts: [{ destination: '/tmp', type: 'bind', source: '/no/such', options: ['rbind'] }] },
    failure: /^mount\.bind 2 \/no\/such/,
  },
  {
    what: 'a mount point that is a file, for a folder',
    change: { mounts: [{ destination: '/observe', type: 'tmpfs', source: 'tmpfs', options: [] }] },
    failure: /^mount\.new 20 /,
  },
  {
    what: 'a file system that nobody knows',
    change: { mounts: [{ destination: '/tmp', type: 'nosuchfs', source: 'x', options: [] }] },
    failure: /^mount\.new 19 /,
  },
  {
    what: 'an option that the file system does not know',
    change: { mounts: [{ destination: '/tmp', type: 'tmpfs', source: 'x', options: ['nosuch=1'] }] },
    failure: /^mount\.new 22 nosuch=1/,
  },
  {
    what: 'a value that the kernel does not take for a sysctl',
    change: { linux: { sysctl: { 'net.ipv4.ip_forward': 'yes' } } },
    failure: /^sysctl 22 net\.ipv4\.ip_forward/,
  },
  {
    what: 'a sysctl that is not there',
    change: { linux: { sysctl: { 'net.no.such': '1' } } },
    failure: /^sysctl 2 net\.no\.such/,
  },
  {
    what: 'a namespace that is not there',
    change: {
      linux: {
        namespaces: [
          ...NAMESPACES.filter((each) => each !== 'ipc').map((type) => ({ type })),
          { type: 'ipc', path: '/proc/4194304/ns/ipc' },
        ],
      },
    },
    failure: /^namespace\.join 2 /,
  },
  {
    what: 'a file in the place of a namespace',
    change: {
      linux: {
        namespaces: [
          ...NAMESPACES.filter((each) => each !== 'ipc').map((type) => ({ type })),
          { type: 'ipc', path: '/etc/passwd' },
        ],
      },
    },
    failure: /^namespace\.join 22 /,
  },
];

describe.each(PEOPLE)('A run by $as with', ({ as, change }) => {
  let bundle: RunBundle;
  beforeEach(async () => {
    bundle = await RunBundle.make();
  });
  afterEach(() => bundle[Symbol.asyncDispose]());

  it.each(BAD_RUNS)(
    '$what names the step that fails, and leaves everything as it was',
    async ({ change: bad, prepare, failure }) => {
      await prepare?.(bundle);
      const before = surroundings(bundle.folder);
      const linux = { ...change.linux, ...bad.linux, ...withUser(change, bad) };
      const ended = await runSpec(specWith({ ...change, ...bad, linux }), {
        bundle: bundle.folder,
        as,
        compile: { controllers: ['pids'] },
      });
      expect(ended.failure).toMatch(failure);
      expect(ended).toMatchObject({ stdout: '', stderr: '', code: NOT_STARTED });
      await expectUnchanged(before, bundle.folder);
    },
  );
});

/** Where the namespaces are other ones, nobody needs one of users with them all the same. */
function withUser({ linux }: Change, { linux: other }: Change): Change['linux'] {
  const hasUser = linux?.namespaces?.some(({ type }) => type === 'user') === true;
  return hasUser && other?.namespaces !== undefined
    ? { namespaces: [...other.namespaces, { type: 'user' as const }] }
    : {};
}

describe('A limit that the kernel does not take', () => {
  it.each([
    ['a processor that is not there', { cpu: { cpus: '4000' } }, /^cgroup\.write (22|34) cpuset\.cpus/],
    [
      'a device that is not there',
      { blockIO: { throttleReadBpsDevice: [{ major: 4000, minor: 0, rate: 1 }] } },
      /^cgroup\.write 19 /,
    ],
    ['less memory than a program takes', { memory: { limit: 4096 } }, /./],
  ])('%s ends the run before it begins, and its cgroups are gone', async (_, resources, failure) => {
    await using bundle = await RunBundle.make();
    const before = surroundings(bundle.folder);
    const ended = await runSpec(specWith({ linux: { resources } }), { bundle: bundle.folder });
    expect(`${ended.failure ?? ''} ${String(ended.code)}`).toMatch(failure);
    expect(ended.code).not.toBe(0);
    await expectUnchanged(before, bundle.folder);
  });

  it('is set in no cgroup below one that is not there', async () => {
    await using bundle = await RunBundle.make();
    const before = surroundings(bundle.folder);
    const cgroupsPath = `/ci-bad-${process.pid}/below`;
    const { failure } = await runSpec(specWith({ linux: { cgroupsPath } }), { bundle: bundle.folder });
    expect(failure).toMatch(/^cgroup\.create 2 .*\/below$/);
    await expectUnchanged(before, bundle.folder);
  });

  it('is refused where it would be the machine’s own cgroup', async () => {
    await using bundle = await RunBundle.make();
    const spec = specWith({ linux: { cgroupsPath: '/..', namespaces: namespaces() }, mounts: [CGROUPS] });
    await expect(runSpec(spec, { bundle: bundle.folder })).rejects.toThrow('linux.cgroupsPath');
  });
});
