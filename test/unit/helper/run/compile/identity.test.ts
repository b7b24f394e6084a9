import { describe, expect, it } from 'vitest';
import type { LinuxSpec } from '../../../../../src/helper/run/spec/linux-schema.ts';
import type { ProcessSpec } from '../../../../../src/helper/run/spec/process-schema.ts';
import type { Spec } from '../../../../../src/helper/run/spec/spec-schema.ts';
import { ROOT, USER, USER_WITH_RANGES } from '../facts.ts';
import { ALL_IDS, OWN_IDS, SMALL, withNamespaces } from '../specs.ts';
import { only, refusals, stepsFor } from './compiling.ts';

type Map = NonNullable<LinuxSpec['uidMappings']>;
const RANGE = { containerID: 1, hostID: 100_000, size: 65_536 };

const mapped = (uidMappings: Map, gidMappings: Map = uidMappings, user: Partial<ProcessSpec['user']> = {}): Spec => {
  const spec = withNamespaces(['user'], { uidMappings, gidMappings });
  return { ...spec, process: { ...spec.process, user: { ...spec.process.user, ...user } } };
};

const place = ['setgroups.deny', 'idmap', 'idmap.tool'];
const placed = (...[spec, facts]: Parameters<typeof stepsFor>) =>
  stepsFor(spec, facts)
    .filter(({ op }) => place.includes(op))
    .map((step) => ('kind' in step ? `${step.op} ${step.kind}` : step.op));

describe('The ids of a plan', () => {
  it('are written by root as they are', () => {
    expect(placed(mapped(ALL_IDS))).toEqual(['idmap uid', 'idmap gid']);
    expect(only('user', stepsFor(mapped(ALL_IDS)))).toEqual([{ op: 'user', uid: 0, gid: 0, groups: [] }]);
  });

  it('are the own ones of a user, who gives up groups for it', () => {
    expect(placed(mapped(OWN_IDS), USER)).toEqual(['setgroups.deny', 'idmap uid', 'idmap gid']);
    expect(only('user', stepsFor(mapped(OWN_IDS), USER))[0]?.groups).toBeUndefined();
    expect(refusals(mapped(OWN_IDS, OWN_IDS, { additionalGids: [0] }), USER)).toEqual([
      'process.user.additionalGids[0]: cannot be set: a map without newgidmap denies groups',
    ]);
  });

  it('are the ranges of a user by way of a tool, with groups', () => {
    const ranges = [...OWN_IDS, RANGE];
    expect(placed(mapped(ranges), USER_WITH_RANGES)).toEqual(['idmap.tool uid', 'idmap.tool gid']);
    expect(placed(mapped(OWN_IDS, ranges), USER_WITH_RANGES)).toEqual(['idmap uid', 'idmap.tool gid']);
    const spec = mapped(ranges, ranges, { additionalGids: [65_536] });
    expect(only('user', stepsFor(spec, USER_WITH_RANGES))[0]?.groups).toEqual([65_536]);
  });

  it.each([
    ['one before the range', { ...RANGE, hostID: 99_999 }],
    ['one behind the range', { ...RANGE, size: 65_537 }],
    ['the ids of the machine', { containerID: 1, hostID: 0, size: 1 }],
    ['the neighbours of the own id', { containerID: 1, hostID: 1001, size: 1 }],
  ])('are not %s', (_, range) => {
    expect(refusals(mapped([...OWN_IDS, range], OWN_IDS), USER_WITH_RANGES)).toEqual([
      'linux.uidMappings[1].hostID: is not in a range that /etc/subuid gives to this user',
    ]);
  });

  it.each([
    [USER, 'linux.uidMappings: needs newuidmap'],
    [USER_WITH_RANGES, 'linux.uidMappings[0].hostID: is not in a range'],
  ])('are the own one, and none behind it', (facts, problem) => {
    const two = [{ containerID: 0, hostID: 1000, size: 2 }];
    expect(refusals(mapped(two, OWN_IDS), facts)).toEqual([expect.stringContaining(problem)]);
    const more = [...two, RANGE].map((range, index) => ({ ...range, containerID: index * 2 }));
    expect(refusals(mapped(more, OWN_IDS), facts)).toEqual([expect.stringContaining(problem)]);
  });

  it('are only the own ones without the tool', () => {
    expect(refusals(mapped([RANGE, ...OWN_IDS], ALL_IDS), USER)).toEqual([
      'linux.uidMappings: needs newuidmap, which is not installed: without it only the own id 1000 can be mapped',
      'linux.gidMappings: needs newgidmap, which is not installed: without it only the own id 1000 can be mapped',
    ]);
  });

  it('know the user who runs', () => {
    expect(refusals(mapped(OWN_IDS, OWN_IDS, { uid: 5, gid: 6, additionalGids: [0, 7] }))).toEqual([
      'process.user.uid: is not in linux.uidMappings',
      'process.user.gid: is not in linux.gidMappings',
      'process.user.additionalGids[1]: is not in linux.gidMappings',
    ]);
    expect(refusals(mapped([RANGE], [RANGE], { uid: 65_536, gid: 1 }))).toEqual([]);
    expect(refusals(mapped([RANGE], [RANGE], { uid: 65_537, gid: 1 }))).toEqual([
      'process.user.uid: is not in linux.uidMappings',
    ]);
  });

  it('take root where there is no user namespace', () => {
    expect(refusals(SMALL, USER)).toEqual(['linux.namespaces: needs a user namespace, since this is not run as root']);
    expect(placed(SMALL, ROOT)).toEqual([]);
  });
});
