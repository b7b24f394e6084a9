import { describe, expect, it } from 'vitest';
import { encodePlan } from '../../../../src/helper/run/encode-plan.ts';
import type { Step } from '../../../../src/helper/run/plan.ts';

const words = (steps: readonly Step[], dieWithParent = true) =>
  encodePlan({ dieWithParent, steps }).toString('utf8').split('\0').slice(0, -1);

describe('the bytes of a plan', () => {
  it('begin with the version and the policy', () => {
    expect(words([])).toEqual(['container-internals-plan 1', 'die']);
    expect(words([], false)).toEqual(['container-internals-plan 1', 'stay']);
  });

  it.each<readonly [Step, readonly string[]]>([
    [{ op: 'root.attach' }, ['root.attach', '0']],
    [{ op: 'cgroup.write', cgroup: 1, file: 'pids.max', value: '128' }, ['cgroup.write', '3', '1', 'pids.max', '128']],
    [{ op: 'clone', namespaces: ['pid', 'mnt'], into: undefined }, ['clone', '3', '-', 'pid', 'mnt']],
    [{ op: 'clone', namespaces: [], into: 0 }, ['clone', '1', '0']],
    [
      { op: 'idmap', kind: 'uid', map: [{ inside: 0, outside: 1000, size: 1 }] },
      ['idmap', '4', 'uid', '0', '1000', '1'],
    ],
    [
      {
        op: 'mount.new',
        target: '/tmp',
        type: 'tmpfs',
        source: 'x',
        attributes: ['ro', 'nodev'],
        options: ['mode=755'],
      },
      ['mount.new', '5', '/tmp', 'tmpfs', 'x', 'ro,nodev', 'mode=755'],
    ],
    [{ op: 'user', uid: 1, gid: 2, groups: undefined }, ['user', '3', '1', '2', '-']],
    [{ op: 'user', uid: 1, gid: 2, groups: [] }, ['user', '2', '1', '2']],
    [{ op: 'seccomp', flags: 0, filter: Uint8Array.of(6, 0, 255) }, ['seccomp', '2', '0', '0600ff']],
    [{ op: 'rlimit', resource: 7, soft: 1n, hard: 2n ** 64n - 1n }, ['rlimit', '3', '7', '1', '18446744073709551615']],
    [{ op: 'exec', arguments: ['ls', ''], environment: ['A=b'] }, ['exec', '4', '2', 'ls', '', 'A=b']],
  ])('hold each step: $op', (step, expected) => {
    expect(words([step]).slice(2)).toEqual(expected);
  });

  it('are not made of a string with a NUL', () => {
    expect(() => words([{ op: 'hostname', name: 'a\0exec' }])).toThrow(TypeError);
  });
});
