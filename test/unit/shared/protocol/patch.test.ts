import { describe, expect, it } from 'vitest';
import { type Patch, patched, patchOf } from '../../../../src/shared/protocol/patch.ts';

/** Numbers that are the same in each run: mulberry32. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Any data that JSON has. */
function anything(pick: (below: number) => number, depth = 4): unknown {
  const kind = pick(depth === 0 ? 5 : 8);
  if (kind < 5) return [null, pick(3), `t${pick(3)}`, pick(2) === 0, ''][kind];
  if (kind === 5) return Array.from({ length: pick(4) }, () => anything(pick, depth - 1));
  const keys = ['a', 'b', 'c', '0', 'constructor', 'toString'].filter(() => pick(2) === 0);
  return Object.fromEntries(keys.map((key) => [key, anything(pick, depth - 1)]));
}

const crossed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('a patch', () => {
  it('makes any value of any other, over a wire', () => {
    const pick = numbers(7);
    for (let round = 0; round < 20_000; round++) {
      const [before, now] = [anything(pick), anything(pick)];
      const copy = crossed(before);
      const patch = patchOf(before, now);
      const made = patch === undefined ? before : patched(before, crossed(patch));
      expect(made).toEqual(now);
      expect(before).toEqual(copy);
    }
  });

  it('is none where nothing changed', () => {
    const pick = numbers(9);
    for (let round = 0; round < 2000; round++) {
      const value = anything(pick);
      expect(patchOf(value, crossed(value))).toBeUndefined();
    }
  });

  it('tells only what changed', () => {
    const before = { at: 1, levels: [{ use: 1, limit: 9 }, { use: 2 }], name: 'a', gone: 1 };
    const now = { at: 2, levels: [{ use: 1, limit: 9 }, { use: 3 }], name: 'a', come: null };
    expect(patchOf<unknown>(before, now)).toEqual({
      ...{ at: [2], levels: { 1: { use: [3] } }, come: [null], gone: 0 },
    });
    expect(patchOf<unknown>([1, 2], [1, 2, 3])).toEqual([[1, 2, 3]]);
    expect(patchOf<unknown>({ a: 1 }, [1])).toEqual([[1]]);
  });

  it('leaves what did not change the same object', () => {
    const before = { a: { x: 1 }, b: { y: [{ z: 1 }, { z: 2 }] } };
    const made = patched(before, { b: { y: { 1: { z: [3] } } } });
    expect(made).toEqual({ a: { x: 1 }, b: { y: [{ z: 1 }, { z: 3 }] } });
    expect(made.a).toBe(before.a);
    expect(made.b.y[0]).toBe(before.b.y[0]);
    expect(Array.isArray(made.b.y)).toBe(true);
  });

  it.each<[string, unknown, unknown]>([
    ['of a field of a number', { a: 1 }, { a: { b: [2] } }],
    ['of a field that is not there', {}, { a: { b: [2] } }],
    ['that removes the whole', { a: 1 }, 0],
    ['that is a text', { a: 1 }, { a: 'x' }],
    ['of __proto__', { a: 1 }, JSON.parse('{"__proto__":[{"x":1}]}')],
  ])('%s is refused', (_, before, patch) => {
    expect(() => patched(before, patch as Patch<unknown>)).toThrow(TypeError);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
