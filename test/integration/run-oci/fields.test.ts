import { readlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../../src/helper/run/spec/spec-schema.ts';
import { RunBundle } from '../../support/run-bundle.ts';
import { runSpec, startSpec, type RunOptions } from '../../support/run-spec.ts';
import { type Change, MOUNTS, NAMESPACES, namespaces, specWith } from './base-spec.ts';
import { FIELDS } from './field-cases.ts';
import { mountAt, type Observation, one, parseObservation } from './observation.ts';
import { PEOPLE, UNPRIVILEGED } from './people.ts';

let bundle: RunBundle;
beforeAll(async () => {
  bundle = await RunBundle.make();
});
afterAll(() => bundle[Symbol.asyncDispose]());

async function observe(spec: Spec, options: RunOptions = {}): Promise<Observation> {
  const ended = await runSpec(spec, { bundle: bundle.folder, ...options });
  expect({ failure: ended.failure, code: ended.code, stderr: ended.stderr }).toEqual({
    failure: undefined,
    code: 0,
    stderr: '',
  });
  return parseObservation(ended.stdout);
}

describe('A field of a specification is seen from inside', () => {
  const controllers = ['pids', 'memory', 'cpuset', 'cpu', 'devices', 'blkio'];

  it.each(Object.entries(FIELDS))('%s', async (_, { change, seen }) => {
    seen(await observe(specWith(change), { compile: { controllers } }));
  });

  it('linux.seccomp', async () => {
    // struct sock_filter: what number a system call has; 63, uname(2), gets EPERM; all others are allowed.
    const filter = [
      [0x20, 0, 0, 0],
      [0x15, 0, 1, process.arch === 'arm64' ? 160 : 63],
      [0x06, 0, 0, 0x0005_0001],
      [0x06, 0, 0, 0x7fff_0000],
    ].map(([code = 0, yes = 0, no = 0, k = 0]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt16LE(code, 0);
      bytes.writeUInt8(yes, 2);
      bytes.writeUInt8(no, 3);
      bytes.writeUInt32LE(k, 4);
      return bytes;
    });
    const compile = { compileSeccomp: () => ({ flags: 0, filter: Buffer.concat(filter) }) };
    const seccomp = { defaultAction: 'SCMP_ACT_ALLOW' } as const;
    const { stdout } = await runSpec(
      specWith({ process: { args: ['sh', '-c', 'uname; grep -i ^seccomp: /proc/self/status'] }, linux: { seccomp } }),
      { bundle: bundle.folder, compile },
    );
    expect(stdout.trim()).toMatch(/^Seccomp:\t2$/);
  });

  it.each([
    ['network', 'net'],
    ['ipc', 'ipc'],
    ['uts', 'uts'],
    ['pid', 'pid'],
    ['cgroup', 'cgroup'],
    ['time', 'time'],
  ] as const)('linux.namespaces, %s by its path', async (type, name) => {
    const { launcher } = startSpec(
      specWith({
        process: { args: ['sh', '-c', 'echo ready; exec sleep 1000'] },
        linux: { namespaces: namespaces([...NAMESPACES, 'time']), cgroupsPath: `/ci-joined-${process.pid}` },
      }),
      {
        bundle: bundle.folder,
        compile: { init: true },
      },
    );
    const path = `/proc/${await launcher.line('pid ')}/ns/${name}`;
    await launcher.firstOutput();
    const others = NAMESPACES.filter((each) => each !== type).map((each) => ({ type: each }));
    const change: Change = { linux: { namespaces: [...others, { type, path }] }, hostname: '' };
    const inside = await observe(specWith(change));
    expect(one(inside, `namespace.${name}`)).toBe(readlinkSync(path));
    launcher.hangUp();
    await launcher.ended;
  });
});

describe('The propagation of a bind mount', () => {
  /** A mount namespace in which a folder and one below it are shared with all others. */
  const sharing = (folder: string) => [
    ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c'],
    'mount --make-rshared / && mount -t tmpfs one "$0" && mkdir "$0/sub" && mount -t tmpfs two "$0/sub" && exec "$@"',
    folder,
  ];

  it.each([
    { option: 'private', itself: '', below: 'master' },
    { option: 'rprivate', itself: '', below: '' },
    { option: 'rslave', itself: 'master', below: 'master' },
    { option: 'shared', itself: 'shared master', below: 'master' },
    { option: 'rshared', itself: 'shared master', below: 'shared master' },
    { option: 'runbindable', itself: 'unbindable', below: 'unbindable' },
  ])('is with $option that of the mount, and of those below it or not', async ({ option, itself, below }) => {
    const source = join(bundle.folder, 'shared');
    await mkdir(source, { recursive: true });
    const bind = { destination: '/tmp', type: 'bind', source, options: ['rbind', option] };
    const inside = await observe(specWith({ mounts: [...MOUNTS, bind] }), { prefix: sharing(source) });
    const kinds = (path: string) =>
      mountAt(inside, path)
        ?.split(' - ')[0]
        ?.split(' ')
        .slice(6)
        .map((kind) => kind.split(':')[0])
        .join(' ');
    expect([kinds('/tmp'), kinds('/tmp/sub')]).toEqual([itself, below]);
  });
});

describe('A run of an unprivileged user', () => {
  const asNobody = (change: Change = {}) => observe(specWith({ ...UNPRIVILEGED, ...change }), { as: 'nobody' });

  it('is root of its own user namespace, with no group', async () => {
    const inside = await asNobody();
    expect(one(inside, 'status.Uid')).toBe('0\t0\t0\t0');
    expect(inside.get('uid_map')?.[0]?.trim()).toMatch(/^0 +65534 +1$/);
    expect(one(inside, 'setgroups')).toBe('deny');
    expect(one(inside, 'hostname')).toBe('observed');
  });

  it('has devices that are the machine’s own', async () => {
    const devices = (await asNobody()).get('device') ?? [];
    for (const name of ['null', 'zero', 'full', 'random', 'urandom', 'tty'])
      expect(devices.find((line) => line.startsWith(`/dev/${name} `))).toMatch(/^\S+ c 0666 65534:65534 \d+:\d+/);
  });

  it('has the restrictions of the specification', async () => {
    const inside = await asNobody({
      observe: ['/proc/keys', '/sys/firmware', '/proc/sys/kernel/msgmax', '/'].flatMap((path) => ['--look', path]),
    });
    expect(one(inside, 'look./proc/keys')).toMatch(/^c .* 1:3 read nothing/);
    expect(one(inside, 'look./sys/firmware')).toMatch(/read nothing write EROFS$/);
    expect(one(inside, 'look./proc/sys/kernel/msgmax')).toMatch(/write EROFS$/);
    expect(one(inside, 'look./')).toMatch(/write EROFS$/);
  });

  it('has a terminal of its own', async () => {
    const inside = await asNobody({ process: { terminal: true, consoleSize: { width: 77, height: 22 } } });
    expect(one(inside, 'terminal.size')).toBe('77 22');
    expect(one(inside, 'terminal.controlling')).toBe('ok');
  });

  it('cannot join a namespace of somebody else, and is told which', async () => {
    const types = NAMESPACES.filter((each) => each !== 'pid').map((type) => ({ type }));
    const linux = {
      ...UNPRIVILEGED.linux,
      namespaces: [...types, { type: 'user' as const }, { type: 'pid' as const, path: '/proc/1/ns/pid' }],
    };
    const { failure, stdout } = await runSpec(specWith({ ...UNPRIVILEGED, linux }), {
      bundle: bundle.folder,
      as: 'nobody',
    });
    expect(failure).toMatch(/^namespace\.join 13 /);
    expect(stdout).toBe('');
  });
});

describe('Whatever a run is', () => {
  it.each(PEOPLE)('$as gives it no file and no signal of their own', async ({ as, change }) => {
    const inside = await observe(specWith(change), { as });
    expect(inside.get('descriptor')).toEqual(['0', '1', '2']);
    expect(one(inside, 'status.SigBlk')).toBe('0'.repeat(16));
    expect(one(inside, 'status.SigIgn')).toBe('0'.repeat(16));
    expect(one(inside, 'parent')).toBe('0');
    expect(one(inside, 'personality')).toBe('00000000');
  });
});
