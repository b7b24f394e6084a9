import { describe, expect, it } from 'vitest';
import { Ring } from '../../../../src/shared/series/ring.ts';

describe('Ring', () => {
  it('keeps the last values, the oldest first', () => {
    const ring = new Ring<number>(3);
    expect([ring.first, ring.last, ring.toArray()]).toEqual([undefined, undefined, []]);
    const seen: unknown[] = [];
    for (const value of [1, 2, 3, 4, 5, 6, 7]) {
      ring.push(value);
      seen.push([ring.first, ring.last, ring.length, ring.toArray()]);
    }
    expect(seen).toEqual([
      [1, 1, 1, [1]],
      [1, 2, 2, [1, 2]],
      [1, 3, 3, [1, 2, 3]],
      [2, 4, 3, [2, 3, 4]],
      [3, 5, 3, [3, 4, 5]],
      [4, 6, 3, [4, 5, 6]],
      [5, 7, 3, [5, 6, 7]],
    ]);
  });

  it('finds the oldest value that fits', () => {
    const ring = new Ring<number>(3);
    expect(ring.find(() => true)).toBeUndefined();
    for (const value of [1, 2, 3, 4, 5]) ring.push(value);
    expect([ring.find(() => true), ring.find((value) => value > 3), ring.find((value) => value < 3)]).toEqual([
      ...[3, 4, undefined],
    ]);
  });

  it('begins anew after it was cleared', () => {
    const ring = new Ring<number>(2);
    for (const value of [1, 2, 3]) ring.push(value);
    ring.clear();
    ring.push(4);
    expect([ring.first, ring.last, ring.toArray()]).toEqual([4, 4, [4]]);
  });
});
