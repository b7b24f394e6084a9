import { mkdirSync, symlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { folderOf, placeOf } from '../../../../src/helper/cgroup/cgroup-files.ts';
import { hostilePath } from '../../../../src/helper/cgroup/hostile-path.ts';
import type { Hierarchy } from '../../../../src/helper/cgroup/hierarchies.ts';
import { levelsTo } from '../../../../src/helper/cgroup/level.ts';
import { memory } from '../../../../src/helper/cgroup/memory.ts';
import { effective, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(...parameters: ConstructorParameters<typeof Tree>): Tree {
  const made = new Tree(...parameters);
  trees.push(made);
  return made;
}

const hierarchy = (mountRoot: string): Hierarchy => ({
  version: 2,
  controllers: [],
  mountPoint: '/cg',
  folder: hostilePath('/cg'),
  mountRoot,
  fd: -1,
});

describe('placeOf', () => {
  it.each([
    ['/', '/', ''],
    ['/', '/a/b', 'a/b'],
    ['/', '/a..b/...', 'a..b/...'],
    ['/', '/a b (deleted)', 'a b (deleted)'],
    ['/docker/x', '/docker/x', ''],
    ['/docker/x', '/docker/x/y', 'y'],
    ['/', '/..', 'outside'],
    ['/', '/../x', 'outside'],
    ['/', '/a/../../x', 'outside'],
    ['/', '/a/..', 'outside'],
    ['/', 'a', 'outside'],
    ['/docker/x', '/docker/xy', 'outside'],
    ['/docker/x', '/docker', 'outside'],
    ['/docker/x', '/', 'outside'],
    ['/docker/x', '/docker/x/../y', 'outside'],
    ['/..', '/../x', 'outside'],
  ])('in a mount of %s: %s is %s', (root, path, expected) => {
    const place = placeOf(hierarchy(root), path);
    expect('unread' in place ? place.unread.reason : place.value.below).toBe(expected);
  });

  it('leads up to the root and no further', () => {
    const levels = levelsTo({ hierarchy: hierarchy('/'), below: 'a/b/c' }, 'a/b'.length);
    expect(levels.map(({ path }) => path.text)).toEqual(['/', '/a', '/a/b', '/a/b/c']);
    expect(levels.map(({ place }) => folderOf(place))).toEqual(['/cg', '/cg/a', '/cg/a/b', '/cg/a/b/c']);
    expect(levels.map(({ own }) => own)).toEqual([false, false, true, true]);
    expect(levels.map(({ isRoot }) => isRoot)).toEqual([true, false, false, false]);
  });
});

describe('what lies in the way', () => {
  const limitOf = (made: Tree, path: string) =>
    effective(memory, made.container(`0::${path}\n`).target(['memory']), new Map()).limit;

  it('a link is refused, wherever it leads', () => {
    const made = tree(V2).write('secret/memory.max', '666').write('unified/real/memory.max', '5');
    symlinkSync('../secret', `${made.folder}/unified/out`);
    symlinkSync(`${made.folder}/secret`, `${made.folder}/unified/absolute`);
    symlinkSync('real', `${made.folder}/unified/inside`);
    mkdirSync(`${made.folder}/unified/a`);
    symlinkSync('../../secret', `${made.folder}/unified/a/out`);
    for (const path of ['/out', '/absolute', '/inside', '/a/out', '/out/x']) {
      expect(limitOf(made, path)).toEqual({ unread: { reason: 'error', errno: 'ELOOP' } });
    }
  });

  it.each([
    ['/a/../../secret', 'outside'],
    ['/../secret', 'outside'],
    ['/file', 'gone'],
    ['/file/x', 'gone'],
    [`/${'x'.repeat(256)}`, 'error'],
    [`/${'x/'.repeat(2500)}`, 'error'],
    ['/a\0b', 'error'],
  ])('%.30j is %s', (path, reason) => {
    const made = tree(V2)
      .write('secret/memory.max', '666')
      .write('unified/file', '')
      .write('unified/a/memory.max', '5');
    expect(limitOf(made, path)).toHaveProperty('unread.reason', reason);
  });

  it.each([
    ['an escape', 'a\x1b[2J\x07'],
    ['spaces and a bracket', 'a b) R (c'],
    ['255 bytes', 'x'.repeat(255)],
    ['invalid UTF-8', 'a\xff\xfe\xc3('],
    ['UTF-8', Buffer.from('ä€😀').toString('latin1')],
    ['a colon', 'a:b:c'],
    ['octal', String.raw`a\040b`],
    ['dots', '...'],
  ])('a name with %s is read, and shown without harm', (_, name) => {
    const made = tree(V2).write(`unified/${name}/memory.max`, '5').write(`unified/${name}/memory.current`, '4');
    const limit = effective(memory, made.container(`0::/${name}\n`).target(['memory']), new Map());
    expect(limit).toMatchObject({ limit: { value: { amount: 5 } }, own: true, use: { value: 4 } });
    for (const path of [limit.setBy, limit.limitFile, limit.useFile]) {
      expect(path?.text).toMatch(/^\P{C}*$/u);
    }
    const exact =
      Buffer.from(limit.setBy?.bytes ?? '', 'hex').toString('latin1') ||
      Buffer.from(limit.setBy?.text ?? '').toString('latin1');
    expect(exact).toBe(`/${name}`);
  });
});

describe('Hierarchies', () => {
  it('knows what carries controllers here', () => {
    expect(tree(V1).hierarchies.mode).toBe('v1');
    expect(tree(V2).hierarchies.mode).toBe('v2');
    expect(tree([...V1, ...V2]).hierarchies.mode).toBe('hybrid');
    expect(tree([]).hierarchies.mode).toBe('none');
  });

  it('finds a controller on either version', () => {
    const hybrid = tree([{ name: 'memory', version: 1, controllers: 'memory' }, ...V2], 'cpu io').hierarchies;
    expect(hybrid.withController('memory')?.version).toBe(1);
    expect(hybrid.withController('cpu')?.version).toBe(2);
    expect(hybrid.withController('io', 'blkio')?.version).toBe(2);
    expect(hybrid.withController('pids')).toBeUndefined();
  });

  it('takes a hierarchy that is mounted twice once', () => {
    const twice = tree([
      ...V2,
      { name: 'again', version: 2 },
      { name: 'm1', version: 1, controllers: 'memory' },
      { name: 'm2', version: 1, controllers: 'memory' },
    ]);
    expect(twice.hierarchies.all.map(({ mountPoint }) => mountPoint.split('/').at(-1))).toEqual(['unified', 'm1']);
  });

  it('leaves out a mount that cannot be opened', () => {
    const made = tree(V2);
    expect(made.hierarchies.all).toHaveLength(1);
    expect(
      tree([{ name: 'x', version: 1, controllers: 'noprefix,xattr,memory' }]).hierarchies.all[0]?.controllers,
    ).toEqual(['memory']);
  });

  it('tells which hierarchy a line speaks of', () => {
    const { hierarchies } = tree([...V1, ...V2]);
    const of = (number: number, ...controllers: string[]) =>
      hierarchies.ofLine({ hierarchy: number, controllers, path: '/' });
    expect(of(0)?.version).toBe(2);
    expect(of(3, 'cpuacct', 'cpu')?.controllers).toEqual(['cpu', 'cpuacct']);
    expect(of(1, 'name=systemd')?.controllers).toEqual(['name=systemd']);
    expect(of(3, 'cpu')).toBeUndefined();
  });
});

describe('ContainerCgroups', () => {
  it('shows each membership, with the folder where it can be seen', () => {
    const made = tree([...V2, { name: 'memory', version: 1, controllers: 'memory', root: '/docker/x' }]);
    const container = made.container('2:memory:/docker/x\n1:pids:/p\n0::/../y\n');
    expect(container.memberships()).toEqual([
      { version: 1, controllers: ['memory'], path: { text: '/docker/x' }, folder: { text: `${made.folder}/memory` } },
      { version: 1, controllers: ['pids'], path: { text: '/p' } },
      { version: 2, controllers: [], path: { text: '/../y' } },
    ]);
  });

  it('takes the cgroup that the name told, where init stands below it', () => {
    const made = tree(V2);
    const path = (init: string) => made.container(`0::${init}\n`, '/x/docker-1.scope').memberships()[0]?.path.text;
    expect(path('/x/docker-1.scope/init.scope')).toBe('/x/docker-1.scope');
    expect(path('/x/docker-1.scope')).toBe('/x/docker-1.scope');
    expect(path('/x/docker-1.scope2')).toBe('/x/docker-1.scope2');
  });

  it.each([
    ['/a', '/b', true],
    ['/a', '/a', false],
    ['/', '/b', false],
    ['/a/b', '/a', true],
  ])('of %s, started from %s, its own: %s', (inside, outside, own) => {
    const made = tree(V1);
    expect(made.container(version1File(inside), undefined, version1File(outside)).target(['memory']).own).toBe(own);
  });

  it('is outside where the mount shows another part', () => {
    const made = tree([{ name: 'memory', version: 1, controllers: 'memory', root: '/docker/x' }]);
    expect(made.container('1:memory:/docker/y\n').target(['memory']).place).toEqual({ unread: { reason: 'outside' } });
  });
});
