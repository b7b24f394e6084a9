import { afterEach, describe, expect, it } from 'vitest';
import { cpuset } from '../../../../src/helper/cgroup/cpuset.ts';
import { LimitsReader } from '../../../../src/helper/cgroup/limits.ts';
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

describe('isFrozen', () => {
  const limits = new LimitsReader(files);

  it.each([
    ['populated 1\nfrozen 1\n', true],
    ['populated 1\nfrozen 0\n', false],
    ['frozen 10\n', false],
    ['', false],
    [undefined, false],
  ])('of version 2: %j is %s', (text, frozen) => {
    const made = tree(V2).write('unified/a/x', '');
    if (text !== undefined) made.write('unified/a/cgroup.events', text);
    expect(limits.isFrozen(made.container('0::/a\n'))).toBe(frozen);
  });

  it.each([
    ['FROZEN\n', true],
    ['FREEZING\n', false],
    ['THAWED\n', false],
    ['', false],
  ])('of version 1: %j is %s', (text, frozen) => {
    const made = tree([...V1, ...V2]).write('freezer/x/freezer.state', text);
    expect(limits.isFrozen(made.container(version1File('/x')))).toBe(frozen);
  });

  it('of a container that is gone is false', () => {
    expect(limits.isFrozen(tree(V2).container('0::/gone\n'))).toBe(false);
  });
});
