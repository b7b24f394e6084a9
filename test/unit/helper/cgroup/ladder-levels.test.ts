import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type LevelsRead, toldLevels } from '../../../../src/helper/cgroup/ladder.ts';
import { LastLevels } from '../../../../src/helper/cgroup/last-levels.ts';
import { LADDER_KINDS, LADDER_LEVELS } from '../../../../src/shared/model/ladder.ts';
import { brief, ladder, MAX, reading } from './reading-ladders.ts';
import { Tree, V2 } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(...parameters: ConstructorParameters<typeof Tree>): Tree {
  const made = new Tree(...parameters);
  trees.push(made);
  return made;
}

describe('a level', () => {
  it('that cannot be read hides which one binds', () => {
    const made = tree(V2).cgroup('unified/p/c', { 'memory.max': '7', 'memory.current': '1' });
    mkdirSync(`${made.folder}/unified/p/memory.max`);
    const memory = ladder('memory', made.container('0::/p/c\n'));
    expect(memory).not.toHaveProperty('binding');
    expect(brief(memory).map(([, limit]) => limit)).toEqual([MAX, 'error', 7]);
  });

  it('that is gone is told as gone, and so are its figures', () => {
    const made = tree(V2).cgroup('unified/p', { 'memory.max': '7', 'memory.current': '1' });
    const memory = ladder('memory', made.container('0::/p/gone\n'));
    expect(memory).not.toHaveProperty('binding');
    expect(brief(memory)[2]).toEqual(['/p/gone', 'gone', undefined, {}]);
  });

  it('is gone at the next look once it was removed, and is read anew where another took its name', () => {
    const made = tree(V2).cgroup('unified/c', { 'memory.current': '1' });
    const container = made.container('0::/c\n');
    const memory = () => brief(ladder('memory', container))[1]?.[1];
    made.write('unified/memory.max', 'max').write('unified/c/memory.max', '7');
    expect(memory()).toBe(7);
    rmSync(`${made.folder}/unified/c`, { recursive: true });
    mkdirSync(`${made.folder}/unified/c`);
    made.write('unified/c/memory.high', '9');
    expect(brief(ladder('memory-high', container))[1]?.[1]).toBe(9);
  });

  it.each([...LADDER_KINDS])('of %s without any file is off, and unsupported without a hierarchy', (kind) => {
    const made = tree(V2).write('unified/c/x', '');
    expect(reading(kind, made.container('0::/c\n'))).toEqual({ unread: { reason: 'off' } });
    expect(reading(kind, tree([]).container('0::/c\n'))).toEqual({ unread: { reason: 'unsupported' } });
    expect(reading(kind, made.container('0::/../c\n'))).toEqual({ unread: { reason: 'outside' } });
  });

  it('alone is the root, which limits nothing', () => {
    const memory = ladder('memory', tree(V2).container('0::/\n'));
    expect([brief(memory), memory.own]).toEqual([[['/', MAX, undefined, {}]], false]);
  });

  it('that others share is nobody’s own', () => {
    const made = tree(V2).cgroup('unified/a', { 'memory.max': '9', 'memory.current': '4', 'memory.events': 'max 3\n' });
    const memory = ladder('memory', made.container('0::/a\n', undefined, '0::/a\n'));
    expect([memory.own, memory.levels.map(({ own }) => own), memory.binding]).toEqual([false, [false, false], 1]);
    expect(brief(memory)[1]).toEqual(['/a', 9, 4, {}]);
  });

  it('that is as before is the same object, and another one where anything changed', () => {
    const made = tree(V2).cgroup('unified/c', { 'memory.max': '8', 'memory.current': '3' });
    const container = made.container('0::/c\n');
    const last = new LastLevels();
    const own = () => ladder('memory', container, { shared: new Map(), last }).levels.at(-1);
    const first = own();
    expect(own()).toBe(first);
    made.write('unified/c/memory.current', '4');
    expect(own()).toEqual({ ...first, use: { value: 4 } });
    made.write('unified/c/memory.max', '9');
    expect(own()).toMatchObject({ limit: { value: { amount: 9 } }, use: { value: 4 } });
  });

  it('above several containers is read once in a pass, and an own one each time', () => {
    const made = tree(V2)
      .cgroup('unified/p', { 'memory.max': '9', 'memory.current': '4' })
      .cgroup('unified/p/c', { 'memory.max': '8', 'memory.current': '3' })
      .cgroup('unified/p/c/inner', { 'memory.max': '7', 'memory.current': '2' });
    const shared: LevelsRead = { shared: new Map(), last: new LastLevels() };
    ladder('memory', made.container('0::/p/c\n'), shared);
    made.write('unified/p/memory.max', '1');
    const inner = made.container('0::/p/c/inner\n');
    expect(brief(ladder('memory', inner, shared)).map(([, limit]) => limit)).toEqual([MAX, 9, 8, 7]);
    expect(ladder('memory', inner, shared).levels.map(({ own }) => own)).toEqual([false, false, false, true]);
    expect(brief(ladder('memory', inner)).map(([, limit]) => limit)).toEqual([MAX, 1, 8, 7]);
  });

  it.each([
    ['an escape', 'a\x1b[2J\x07'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['spaces and a bracket', 'a b) R (c'],
    ['255 bytes', 'x'.repeat(255)],
    ['invalid UTF-8', 'a\xff\xfe\xc3('],
  ])('whose name has %s is shown without harm, and exact', (_, name) => {
    const made = tree(V2).cgroup(`unified/${name}/c`, { 'memory.max': '5', 'memory.current': '4' });
    const level = ladder('memory', made.container(`0::/${name}/c\n`)).levels[2];
    expect(level).toMatchObject({ own: true, use: { value: 4 }, limitFile: 'memory.max', useFile: 'memory.current' });
    const { text = '', bytes } = level?.path ?? {};
    expect(text).toMatch(/^\P{C}*$/u);
    const exact = bytes === undefined ? Buffer.from(text) : Buffer.from(bytes, 'hex');
    expect(exact.toString('latin1')).toBe(`/${name}/c`);
  });
});

describe('a deep ladder', () => {
  it.each([
    [LADDER_LEVELS, undefined, 0],
    [LADDER_LEVELS + 1, undefined, 1],
    [300, 0, 300 - LADDER_LEVELS],
    [300, 299, 300 - LADDER_LEVELS],
    [300, 150, 300 - LADDER_LEVELS],
  ])('of %i levels, of which %s binds, leaves out %i', (count, bound, omitted) => {
    const told = toldLevels(count, bound);
    expect(told).toHaveLength(count - omitted);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
    expect([told[0], told.at(-1)]).toEqual([0, count - 1]);
    if (bound !== undefined) expect(told).toContain(bound);
  });

  it('is bound by a level in its middle', () => {
    const made = tree(V2);
    const path = Array.from({ length: 200 }, (_, index) => `/${index}`).join('');
    const middle = Array.from({ length: 100 }, (_, index) => `/${index}`).join('');
    made.write(`unified${path}/memory.max`, '900').write(`unified${middle}/memory.max`, '100');
    const memory = ladder('memory', made.container(`0::${path}\n`));
    expect(memory.omitted).toBe(201 - LADDER_LEVELS);
    expect(memory.levels[memory.binding ?? -1]).toMatchObject({
      path: { text: middle },
      limit: { value: { amount: 100 } },
    });
  });
});
