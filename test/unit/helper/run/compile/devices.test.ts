import { describe, expect, it } from 'vitest';
import type { DeviceSpec } from '../../../../../src/helper/run/spec/device-schema.ts';
import type { MountSpec } from '../../../../../src/helper/run/spec/mount-schema.ts';
import type { Spec } from '../../../../../src/helper/run/spec/spec-schema.ts';
import { ROOT } from '../facts.ts';
import { ALL_IDS, withMounts, withNamespaces } from '../specs.ts';
import { only, refusals, stepsFor } from './compiling.ts';

const DEV: MountSpec = { destination: '/dev/', type: 'tmpfs' };
const BOUND_DEV: MountSpec = { destination: '/dev', type: 'bind', source: '/dev' };
const FUSE: DeviceSpec = { type: 'c', path: '/dev/fuse', major: 10, minor: 229, fileMode: 0o20640, uid: 1, gid: 2 };

const withDevices = (mounts: MountSpec[], devices: DeviceSpec[], spec: Spec = withMounts()): Spec => ({
  ...spec,
  mounts,
  linux: { ...spec.linux, devices },
});
const inUserNamespace = withNamespaces(['user'], { uidMappings: ALL_IDS, gidMappings: ALL_IDS });

describe('The devices of a plan', () => {
  it('are the default ones, and the usual links, in a /dev of its own', () => {
    const steps = stepsFor(withDevices([DEV], []));
    expect(only('make.node', steps).map(({ path, major, minor }) => `${path} ${major}:${minor}`)).toEqual([
      ...['/dev/null 1:3', '/dev/zero 1:5', '/dev/full 1:7', '/dev/random 1:8', '/dev/urandom 1:9', '/dev/tty 5:0'],
    ]);
    expect(only('make.link', steps).map(({ path, target }) => `${path} ${target}`)).toEqual([
      '/dev/fd /proc/self/fd',
      '/dev/stdin /proc/self/fd/0',
      '/dev/stdout /proc/self/fd/1',
      '/dev/stderr /proc/self/fd/2',
    ]);
  });

  it('have a multiplexer where there are terminals', () => {
    const steps = stepsFor(withDevices([DEV, { destination: '/dev/pts', type: 'devpts' }], []));
    expect(only('make.link', steps)).toContainEqual({ op: 'make.link', path: '/dev/ptmx', target: 'pts/ptmx' });
  });

  it.each([
    ['no /dev', []],
    ['a /dev of the machine', [BOUND_DEV]],
    ['a /dev of the machine over another', [DEV, BOUND_DEV]],
  ])('are none with %s', (_, mounts) => {
    const steps = stepsFor(withDevices(mounts, []));
    expect([...only('make.node', steps), ...only('make.link', steps)]).toEqual([]);
  });

  it('are made as the specification says', () => {
    expect(only('make.node', stepsFor(withDevices([], [FUSE])))).toEqual([
      {
        ...{ op: 'make.node', path: '/dev/fuse', kind: 'c', major: 10, minor: 229 },
        ...{ mode: 0o640, uid: 1, gid: 2, bind: '' },
      },
    ]);
  });

  it('are made once where the specification has a default one', () => {
    const steps = stepsFor(
      withDevices([DEV], [{ type: 'u', path: '/dev//null', major: 1, minor: 3, fileMode: 0o600 }]),
    );
    const nulls = only('make.node', steps).filter(({ path }) => path === '/dev/null');
    expect(nulls).toEqual([expect.objectContaining({ kind: 'c', mode: 0o600 })]);
  });

  it.each([
    ['in a user namespace', withDevices([DEV], [FUSE], inUserNamespace), ROOT],
    ['where the launcher is in one', withDevices([DEV], [FUSE]), { ...ROOT, inUserNamespace: true }],
  ])('are the machine’s own %s', (_, spec, facts) => {
    const nodes = only('make.node', stepsFor(spec, facts));
    expect(nodes).toHaveLength(7);
    for (const { path, bind } of nodes) expect(bind).toBe(path);
  });

  it('are no FIFO in a user namespace', () => {
    expect(refusals(withDevices([], [{ type: 'p', path: '/dev/x' }], inUserNamespace))).toEqual([
      'linux.devices[0].type: cannot be made in a user namespace',
    ]);
    expect(refusals(withDevices([], [{ type: 'p', path: '/dev/x' }]))).toEqual([]);
  });
});
