import { afterEach, describe, expect, it } from 'vitest';
import { cpuset } from '../../../../src/helper/cgroup/cpuset.ts';
import { anyFreezerState, freezerTargets } from '../../../../src/helper/cgroup/freezer.ts';
import type { Level } from '../../../../src/helper/cgroup/level.ts';
import { LimitsReader } from '../../../../src/helper/cgroup/limits.ts';
import type { Look } from '../../../../src/helper/cgroup/look.ts';
import { countList } from '../../../../src/helper/cgroup/values.ts';
import { effective, files, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(mounts: typeof V1): Tree {
  const made = new Tree(mounts);
  trees.push(made);
  return made;
}

describe('countList', () => {
  it.each([
    ['0', 1],
    ['0-3', 4],
    ['0-3,8', 5],
    ['0,2,4-5', 4],
    ['7-7', 1],
    ['', undefined],
    ['0-', undefined],
    ['-1', undefined],
    ['0,,1', undefined],
    ['0 1', undefined],
    ['a', undefined],
    ['0-3:1/2', undefined],
    ['99999999', undefined],
  ])('%j names %j', (list, count) => {
    expect(countList(list)).toBe(count);
  });
});

describe('cpuset', () => {
  const of = (made: Tree, path: string, version: 1 | 2 = 2) => {
    const container = version === 2 ? made.container(`0::${path}\n`) : made.container(version1File(path));
    const { limit, setBy, own } = effective(cpuset, container.target(['cpuset']), new Map());
    const value =
      'unread' in limit ? limit.unread.reason : limit.value.kind === 'cpus' ? limit.value.list : limit.value.kind;
    return [value, setBy?.text, own];
  };
  const name = 'cpuset.cpus.effective';

  it.each([
    [
      ['0-7', '0-3', '0-1'],
      ['0-1', '/a/b', true],
    ],
    [
      ['0-7', '0-3', '0-3'],
      ['0-3', '/a', false],
    ],
    [
      ['0-7', '0-7', '0-7'],
      ['0-7', undefined, false],
    ],
    [
      ['0-7', '0-3', undefined],
      ['0-3', '/a', false],
    ],
    [
      ['0-7', undefined, undefined],
      ['0-7', undefined, false],
    ],
    [
      [undefined, undefined, undefined],
      ['off', undefined, false],
    ],
    [
      ['0-7', '0-3', 'rubbish'],
      ['error', undefined, false],
    ],
    [
      ['0-7', '0-3', ''],
      ['error', undefined, false],
    ],
  ])('of %j is %j', (levels, expected) => {
    const made = tree(V2).write('unified/a/b/x', '');
    for (const [index, list] of levels.entries()) {
      if (list !== undefined)
        made.write(`${['unified', 'unified/a', 'unified/a/b'][index] ?? ''}/${name}`, `${list}\n`);
    }
    expect(of(made, '/a/b')).toEqual(expected);
  });

  it('is read from version 1', () => {
    const made = tree(V1).write('cpuset/cpuset.effective_cpus', '0-3\n').write('cpuset/x/cpuset.effective_cpus', '2\n');
    expect(of(made, '/x', 1)).toEqual(['2', '/x', true]);
  });
});

describe('the freezer', () => {
  const limits = new LimitsReader(files);
  const VERSION_1 = [...V1, ...V2];

  it.each([
    ['populated 1\nfrozen 1\n', true],
    ['populated 1\nfrozen 0\n', false],
    ['frozen 10\n', false],
    ['', false],
    [undefined, false],
  ])('of version 2: %j is %s', (text, frozen) => {
    const made = tree(V2).write('unified/a/x', '');
    if (text !== undefined) made.write('unified/a/cgroup.events', text);
    expect(limits.freezer(made.container('0::/a\n'))).toEqual({ frozen });
  });

  it.each([
    ['FROZEN\n', true],
    ['FREEZING\n', false],
    ['THAWED\n', false],
    ['', false],
  ])('of version 1: %j is %s', (text, frozen) => {
    const made = tree(VERSION_1).write('freezer/x/freezer.state', text);
    expect(limits.freezer(made.container(version1File('/x')))).toEqual({ frozen });
  });

  it('of a container that is gone is not frozen', () => {
    expect(limits.freezer(tree(V2).container('0::/gone\n'))).toEqual({ frozen: false });
  });

  /** Which of `/`, `/a`, `/a/b` and `/a/b/c`, the container's own, were told to freeze; and which one is named. */
  it.each([
    [[3], undefined],
    [[2], '/a/b'],
    [[1], '/a'],
    [[1, 2], '/a/b'],
    [[1, 3], undefined],
    // By one that is out of sight.
    [[], undefined],
  ])('told at %j is held by %s, of either version', (told, heldBy) => {
    const expected = { frozen: true, ...(heldBy === undefined ? {} : { heldBy: { text: heldBy } }) };
    const of2 = tree(V2);
    const of1 = tree(VERSION_1);
    for (const [level, path] of ['', '/a', '/a/b', '/a/b/c'].entries()) {
      if (level === 0) continue;
      const isTold = told.includes(level) ? '1\n' : '0\n';
      of2.cgroup(`unified${path}`, { 'cgroup.events': 'frozen 1\n', 'cgroup.freeze': isTold });
      of1.cgroup(`freezer${path}`, { 'freezer.state': 'FROZEN\n', 'freezer.self_freezing': isTold });
    }
    expect(limits.freezer(of2.container('0::/a/b/c\n'))).toEqual(expected);
    expect(limits.freezer(of1.container(version1File('/a/b/c')))).toEqual(expected);
  });

  it('is held by its own cgroup of version 2 where it shares that of version 1, and by what holds that one', () => {
    const made = tree([...VERSION_1, ...V2]).cgroup('unified/a/b', {
      'cgroup.events': 'frozen 1\n',
      'cgroup.freeze': '1\n',
    });
    const state = (freezer: string) =>
      limits.freezer(made.container(`4:freezer:${freezer}\n0::/a/b\n`, '/a/b', `4:freezer:${freezer}\n0::/a\n`));
    expect(state('/')).toEqual({ frozen: true });
    made.cgroup('unified/a/b', { 'cgroup.events': 'frozen 0\n', 'cgroup.freeze': '0\n' });
    expect(state('/')).toEqual({ frozen: false });
    made.cgroup('freezer/x', { 'freezer.state': 'FROZEN\n', 'freezer.self_freezing': '1\n' });
    expect(state('/x')).toEqual({ frozen: true, heldBy: { text: '/x' } });
  });

  it("names the cgroup that a sandbox shares with others: it is not the sandbox's own", () => {
    const made = tree(V2).cgroup('unified/a', { 'cgroup.events': 'frozen 1\n', 'cgroup.freeze': '1\n' });
    const sandbox = made.container('0::/a\n', undefined, '0::/a\n');
    expect(limits.freezer(sandbox)).toEqual({ frozen: true, heldBy: { text: '/a' } });
  });

  it('is asked one file of one cgroup where nothing is frozen', () => {
    const made = tree(V2).cgroup('unified/a/b', { 'cgroup.events': 'frozen 0\n', 'cgroup.freeze': '1\n' });
    const asked: string[] = [];
    const look = {
      folder: ({ path }: Level) => ({
        read: (name: string) => {
          asked.push(`${path.text}/${name}`);
          return 'frozen 0\n';
        },
      }),
    } as unknown as Look;
    expect(anyFreezerState(freezerTargets(made.container('0::/a/b\n')), look)).toEqual({ frozen: false });
    expect(asked).toEqual(['/a/b/cgroup.events']);
  });
});
