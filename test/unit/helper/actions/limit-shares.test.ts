import { expect, it } from 'vitest';
import { sharesOf, weightOf } from '../../../../src/helper/actions/limit-shares.ts';

it('makes the weight of shares that runc makes of them', () => {
  // ConvertCPUSharesToCgroupV2Value of runc 1.1, by its own table.
  const made = [2, 10, 1024, 2048, 262_144].map(weightOf);
  expect(made).toEqual([1, 1, 39, 79, 10_000]);
});

it('makes shares of a weight that give the same weight again, for every weight', () => {
  const wrong = Array.from({ length: 10_000 }, (_, index) => index + 1).filter((weight) => {
    const shares = sharesOf(weight);
    return weightOf(shares) !== weight || shares < 2 || shares > 262_144;
  });
  expect(wrong).toEqual([]);
});

it('comes back to the default of version 1', () => {
  expect(sharesOf(weightOf(1024))).toBe(1024);
});
