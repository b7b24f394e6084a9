import { mkdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { cpu } from '../../../../src/helper/cgroup/cpu.ts';
import { memory } from '../../../../src/helper/cgroup/memory.ts';
import { pids } from '../../../../src/helper/cgroup/pids.ts';
import type { LevelMemo } from '../../../../src/helper/cgroup/effective-limit.ts';
import type { EffectiveLimit } from '../../../../src/shared/model/cgroup.ts';
import { effective, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(...parameters: ConstructorParameters<typeof Tree>): Tree {
  const made = new Tree(...parameters);
  trees.push(made);
  return made;
}

function brief({ limit, setBy, own, use }: EffectiveLimit) {
  const value =
    'unread' in limit ? limit.unread.reason : limit.value.kind === 'amount' ? limit.value.amount : limit.value.kind;
  const used = use === undefined ? undefined : 'unread' in use ? use.unread.reason : use.value;
  return [value, setBy?.text, own, used];
}

/** The memory limit of `/a/b` by the contents of `memory.max` from the root; `undefined` for no such file. */
function memoryBy(...levels: readonly (string | undefined)[]) {
  const made = tree(V2);
  for (const [index, text] of levels.entries()) {
    const path = ['unified', 'unified/a', 'unified/a/b'][index] ?? '';
    mkdirSync(`${made.folder}/${path}`, { recursive: true });
    if (text !== undefined) made.write(`${path}/memory.max`, text);
  }
  return brief(effective(memory, made.container('0::/a/b\n').target(['memory']), new Map()));
}

describe('the smallest on the way', () => {
  it.each([
    [
      [undefined, 'max', '1000'],
      [1000, '/a/b', true],
    ],
    [
      [undefined, '500', '1000'],
      [500, '/a', false],
    ],
    [
      [undefined, '1000', '500'],
      [500, '/a/b', true],
    ],
    [
      [undefined, '500', '500'],
      [500, '/a/b', true],
    ],
    [
      [undefined, '500', 'max'],
      [500, '/a', false],
    ],
    [
      [undefined, 'max', 'max'],
      ['max', undefined, false],
    ],
    [
      ['300', 'max', 'max'],
      [300, '/', false],
    ],
    [
      [undefined, undefined, undefined],
      ['max', undefined, false],
    ],
    [
      [undefined, 'max', '0'],
      [0, '/a/b', true],
    ],
    [
      [undefined, 'max', '9223372036854771712'],
      ['max', undefined, false],
    ],
    [
      [undefined, 'max', '9223372036854775807'],
      ['max', undefined, false],
    ],
    [
      [undefined, 'max', '9223372036854775808'],
      ['max', undefined, false],
    ],
    [
      [undefined, 'max', '9223372036853661696'],
      [9223372036853661696, '/a/b', true],
    ],
    [
      [undefined, 'max', '-1'],
      ['max', undefined, false],
    ],
    [
      [undefined, '700', ''],
      ['error', undefined, false],
    ],
    [
      [undefined, 'rubbish', '700'],
      ['error', undefined, false],
    ],
    [
      [undefined, 'max', '0x10'],
      ['error', undefined, false],
    ],
    [
      [undefined, 'max', '1e9'],
      ['error', undefined, false],
    ],
    [
      [undefined, 'max', '-2'],
      ['error', undefined, false],
    ],
    [
      [undefined, 'max', '10 20'],
      ['error', undefined, false],
    ],
    [
      [undefined, 'max', '9'.repeat(21)],
      ['error', undefined, false],
    ],
  ])('of %j is %j', (levels, expected) => {
    expect(memoryBy(...levels.map((text) => (text === undefined ? text : `${text}\n`))).slice(0, 3)).toEqual(expected);
  });

  it('is gone with the cgroup', () => {
    const made = tree(V2);
    expect(brief(effective(memory, made.container('0::/none\n').target(['memory']), new Map()))).toEqual([
      'gone',
      undefined,
      false,
      'gone',
    ]);
  });

  it('reads each level once for one pass', () => {
    const made = tree(V2).write('unified/a/memory.max', '500').write('unified/a/b/memory.max', 'max');
    const memo: LevelMemo = new Map();
    effective(memory, made.container('0::/a/b\n').target(['memory']), memo);
    made.write('unified/a/memory.max', '1');
    const sibling = made.write('unified/a/c/memory.max', 'max').container('0::/a/c\n').target(['memory']);
    expect(brief(effective(memory, sibling, memo))[0]).toBe(500);
    expect(brief(effective(memory, sibling, new Map()))[0]).toBe(1);
  });

  it('is hidden by a level that cannot be read', () => {
    const made = tree(V2).write('unified/a/b/memory.max', '7');
    // A folder in its place cannot be read by root either.
    mkdirSync(`${made.folder}/unified/a/memory.max`);
    const { limit } = effective(memory, made.container('0::/a/b\n').target(['memory']), new Map());
    expect(limit).toEqual({ unread: { reason: 'error', errno: 'EISDIR' } });
  });
});

describe('memory and pids', () => {
  it('read limit and use of version 2', () => {
    const made = tree(V2).cgroup('unified/a', {
      'memory.max': '1000\n',
      'memory.current': '400\n',
      'pids.max': 'max\n',
      'pids.current': '3\n',
    });
    const container = made.container('0::/a\n');
    const limit = effective(memory, container.target(['memory']), new Map());
    expect(brief(limit)).toEqual([1000, '/a', true, 400]);
    expect([limit.limitFile?.text, limit.useFile?.text]).toEqual([
      `${made.folder}/unified/a/memory.max`,
      `${made.folder}/unified/a/memory.current`,
    ]);
    expect(brief(effective(pids, container.target(['pids']), new Map()))).toEqual(['max', undefined, false, 3]);
  });

  it('read limit and use of version 1', () => {
    const made = tree(V1)
      .cgroup('memory/docker/x', { 'memory.limit_in_bytes': '1000\n', 'memory.usage_in_bytes': '400\n' })
      .cgroup('memory', { 'memory.limit_in_bytes': '9223372036854771712\n' })
      .cgroup('memory/docker', { 'memory.limit_in_bytes': '9223372036854771712\n' })
      .cgroup('pids/docker/x', { 'pids.max': '10\n', 'pids.current': '3\n' })
      .cgroup('pids/docker', { 'pids.max': '5\n' });
    const container = made.container(version1File('/docker/x'), undefined, version1File('/'));
    expect(brief(effective(memory, container.target(['memory']), new Map()))).toEqual([1000, '/docker/x', true, 400]);
    expect(brief(effective(pids, container.target(['pids']), new Map()))).toEqual([5, '/docker', false, 3]);
  });

  it('tell no use of a cgroup that others share', () => {
    const made = tree(V2).cgroup('unified/a', { 'memory.max': '1000\n', 'memory.current': '400\n' });
    const sandbox = made.container('0::/a\n', undefined, '0::/a\n');
    expect(brief(effective(memory, sandbox.target(['memory']), new Map()))).toEqual([1000, '/a', false, undefined]);
  });

  it.each([
    [undefined, 'off'],
    ['', 'error'],
    ['max\n', 'error'],
    ['12 13\n', 'error'],
    ['7\n', 7],
  ])('a use of %j is %j', (text, expected) => {
    const made = tree(V2).write('unified/a/memory.max', 'max');
    if (text !== undefined) made.write('unified/a/memory.current', text);
    expect(brief(effective(memory, made.container('0::/a\n').target(['memory']), new Map()))[3]).toBe(expected);
  });

  it('are unsupported where no hierarchy has the controller', () => {
    const made = tree(V2, 'cpu');
    expect(brief(effective(memory, made.container('0::/a\n').target(['memory']), new Map()))[0]).toBe('unsupported');
  });
});

describe('cpu', () => {
  it.each([
    ['max 100000\n', 'max'],
    ['max\n', 'max'],
    ['150000 100000\n', 1.5],
    ['1000 1000000\n', 0.001],
    ['100000\n', 'error'],
    ['100000 0\n', 'error'],
    ['x 100000\n', 'error'],
    ['\n', 'error'],
  ])('of version 2: %j is %j', (text, expected) => {
    const made = tree(V2).write('unified/a/cpu.max', text);
    expect(brief(effective(cpu, made.container('0::/a\n').target(['cpu']), new Map()))[0]).toBe(expected);
  });

  it.each([
    ['-1', '100000', 'max'],
    ['50000', '100000', 0.5],
    ['50000', '0', 'error'],
    ['50000', undefined, 'gone'],
    [undefined, '100000', 'max'],
  ])('of version 1: %s by %s is %j', (quota, period, expected) => {
    const made = tree(V1).write('cpu/x/tasks', '');
    if (quota !== undefined) made.write('cpu/x/cpu.cfs_quota_us', `${quota}\n`);
    if (period !== undefined) made.write('cpu/x/cpu.cfs_period_us', `${period}\n`);
    expect(brief(effective(cpu, made.container(version1File('/x')).target(['cpu']), new Map()))[0]).toBe(expected);
  });

  it('compares quotas by their share, not by their number', () => {
    const made = tree(V2).write('unified/a/cpu.max', '100000 100000').write('unified/a/b/cpu.max', '90000 10000');
    expect(brief(effective(cpu, made.container('0::/a/b\n').target(['cpu']), new Map()))).toEqual([
      1,
      '/a',
      false,
      undefined,
    ]);
  });
});
