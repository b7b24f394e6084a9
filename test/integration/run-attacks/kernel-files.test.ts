import { readdirSync } from 'node:fs';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodePlan } from '../../../src/helper/run/encode-plan.ts';
import type { Plan, Step } from '../../../src/helper/run/plan.ts';
import { Launcher } from '../../support/launcher.ts';
import { RunBundle } from '../../support/run-bundle.ts';
import { failureIn, planOf, runSpec } from '../../support/run-spec.ts';
import { CGROUPS, DEV, MOUNTS, NAMESPACES, namespaces, PROC, specWith } from '../run-oci/base-spec.ts';
import { one, parseObservation } from '../run-oci/observation.ts';
import { UNPRIVILEGED } from '../run-oci/people.ts';

let bundle: RunBundle;
beforeEach(async () => {
  bundle = await RunBundle.make();
});
afterEach(() => bundle[Symbol.asyncDispose]());

/** A plan in which some steps stand before the first of a kind, whatever a specification may say. */
const withBefore = ({ steps, ...rest }: Plan, op: Step['op'], more: readonly Step[]): Plan => {
  const index = steps.findIndex((step) => step.op === op);
  return { ...rest, steps: [...steps.slice(0, index), ...more, ...steps.slice(index)] };
};

const bind = (target: string, source: string): Step => ({
  op: 'mount.bind',
  target,
  source,
  recursive: false,
  set: [],
  clear: [],
  attributesRecursive: false,
  propagation: undefined,
});

describe('The machine’s cgroups in a user namespace', () => {
  const without = NAMESPACES.filter((each) => each !== 'cgroup');
  const files = readdirSync('/sys/fs/cgroup').flatMap((name) => ['--look', `/sys/fs/cgroup/${name}/cgroup.procs`]);

  // CVE-2023-25809.
  it('can be written to by nobody who runs it unprivileged', async () => {
    const { failure, stdout } = await runSpec(
      specWith({
        mounts: [...(UNPRIVILEGED.mounts ?? []), { ...CGROUPS, options: ['rw'] }],
        linux: { ...UNPRIVILEGED.linux, namespaces: namespaces([...without, 'user']) },
        observe: files,
      }),
      { bundle: bundle.folder, as: 'nobody' },
    );
    expect(failure).toBeUndefined();
    expectReadonlyCgroups(stdout);
  });

  it('can be written to by nobody where root runs it either', async () => {
    const all = [{ containerID: 0, hostID: 0, size: 2 ** 32 - 1 }];
    const { failure, stdout } = await runSpec(
      specWith({
        mounts: [...MOUNTS.slice(0, -1), { ...CGROUPS, options: ['rw'] }],
        linux: { namespaces: namespaces([...without, 'user']), uidMappings: all, gidMappings: all },
        observe: files,
      }),
      { bundle: bundle.folder },
    );
    expect(failure).toBeUndefined();
    expectReadonlyCgroups(stdout);
  });

  function expectReadonlyCgroups(stdout: string): void {
    const inside = parseObservation(stdout);
    const mounts = inside.get('mount')?.filter((line) => / - cgroup2? /.test(line)) ?? [];
    expect(mounts.length).toBeGreaterThan(0);
    for (const line of mounts) expect(line.split(' ')[5]).toMatch(/^ro,/);
    const looks = [...inside].filter(([name]) => name.endsWith('/cgroup.procs')).flatMap(([, values]) => values);
    for (const look of looks) expect(look).toMatch(/^ENOENT$|write (EROFS|EACCES)$/);
  }
});

describe('A file of the kernel that somebody has put something over', () => {
  // CVE-2025-52881: the plan itself does what a container does that shares a mount with this one.
  it('is written to itself, where it is a sysctl', async () => {
    const decoy = join(bundle.folder, 'decoy');
    await writeFile(decoy, 'untouched');
    const file = '/proc/sys/net/ipv4/ip_forward';
    // The kernel sets the second with the first.
    const args = ['cat', file, '/proc/sys/net/ipv4/conf/all/forwarding'];
    const spec = specWith({ linux: { sysctl: { 'net.ipv4.ip_forward': '1' } }, process: { args } });
    const covered = withBefore(planOf(spec, { bundle: bundle.folder }), 'sysctl', [bind(file, decoy)]);
    const ended = await Launcher.start(covered).ended;
    expect(failureIn(covered, ended.transcript)).toBeUndefined();
    expect(ended.stdout).toBe('untouched1\n');
    expect(await readFile(decoy, 'utf8')).toBe('untouched');
  });

  it('is not written to through a link in its path', async () => {
    const plan = planOf(specWith({ linux: { sysctl: { 'net.ipv4.ip_forward': '1' } } }), { bundle: bundle.folder });
    const steps = plan.steps.map((step): Step =>
      step.op === 'sysctl' ? { ...step, key: 'kernel/../../self/oom_score_adj' } : step,
    );
    const ended = await Launcher.start({ ...plan, steps }).ended;
    expect(failureIn(plan, ended.transcript)).toMatch(/^sysctl (18|40) /);
  });
});

describe('A source outside', () => {
  it('is opened once, and it is the opened one that is bound', async () => {
    const trace = join(bundle.folder, 'trace');
    const source = join(bundle.folder, 'source');
    await mkdir(source);
    const { failure } = await runSpec(
      specWith({ mounts: [...MOUNTS, { destination: '/tmp', type: 'bind', source, options: ['rbind', 'ro'] }] }),
      {
        bundle: bundle.folder,
        prefix: ['strace', '--follow-forks', '--quiet=all', `--output=${trace}`, '--trace=%file,open_tree,move_mount'],
      },
    );
    expect(failure).toBeUndefined();
    const calls = (await readFile(trace, 'utf8')).split('\n').filter((line) => line.includes(`"${source}"`));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/ open(at)?\(.*O_PATH/);
  });

  // CVE-2024-23651, of a device: the name may stand for another by the time it is bound.
  it.each([
    ['another device', '/dev/zero', 3],
    ['a link to the device', '/dev/stdin', 3],
    ['a file', '/etc/hostname', 3],
  ])('that is %s is not bound as the device that was meant', async (_, path, minor) => {
    const plan = planOf(specWith({ mounts: [PROC, DEV], ...UNPRIVILEGED }), { bundle: bundle.folder, as: 'nobody' });
    const steps = plan.steps.map((step): Step =>
      step.op === 'make.node' && step.path === '/dev/null' ? { ...step, bind: path, minor } : step,
    );
    const ended = await Launcher.start({ ...plan, steps }, [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
    ]).ended;
    expect(failureIn(plan, ended.transcript)).toMatch(/^make\.node 19 /);
    expect(ended.stdout).toBe('');
  });

  it('that is exchanged for a link between two runs is what the name stands for then, and never half of each', async () => {
    const source = join(bundle.folder, 'source');
    await mkdir(source);
    await writeFile(join(source, 'first'), '');
    const spec = specWith({
      process: { args: ['ls', '/tmp'] },
      mounts: [...MOUNTS, { destination: '/tmp', type: 'bind', source, options: ['bind', 'ro'] }],
    });
    expect((await runSpec(spec, { bundle: bundle.folder })).stdout).toBe('first\n');
    await rename(source, `${source}-before`);
    await symlink('/etc/no-such-folder', source);
    const { failure } = await runSpec(spec, { bundle: bundle.folder });
    expect(failure).toMatch(/^mount\.bind 2 /);
  });
});

describe('A number of a plan', () => {
  // CVE-2026-30892: "1" became 0 where a parser took it for nothing.
  it.each(['', '01', '+1', '-1', ' 1', '1 ', '0x1', '1:1', '4294967295', '18446744073709551617', 'root'])(
    'is no user where it is written as "%s"',
    async (text) => {
      const plan = planOf(specWith({ process: { user: { uid: 77_777, gid: 0 } } }), { bundle: bundle.folder });
      const words = encodePlan(plan).toString('latin1').split('\0');
      const changed = words.map((word) => (word === '77777' ? text : word)).join('\0');
      const ended = await Launcher.start(Buffer.from(changed, 'latin1')).ended;
      expect(failureIn(plan, ended.transcript)).toMatch(/^user 22 /);
      expect(ended.stdout).toBe('');
    },
  );

  it('is exactly the user that it says', async () => {
    const process = { user: { uid: 1, gid: 4_294_967_294 } };
    const ended = await runSpec(specWith({ process }), { bundle: bundle.folder });
    expect(one(parseObservation(ended.stdout), 'status.Uid')).toBe('1\t1\t1\t1');
    expect(one(parseObservation(ended.stdout), 'status.Gid')).toMatch(/^4294967294\t/);
  });
});
