import { describe, expect, it } from 'vitest';
import { CounterRate } from '../../../src/shared/series/counter-rate.ts';

describe('CounterRate', () => {
  it('needs two samples', () => {
    const rate = new CounterRate();
    expect(rate.push(100, 0)).toBeUndefined();
    expect(rate.push(300, 2000)).toBe(100);
  });

  it('starts afresh when the counter goes back', () => {
    const rate = new CounterRate();
    rate.push(1000, 0);
    rate.push(2000, 1000);
    expect(rate.push(5, 2000)).toBeUndefined();
    expect(rate.push(10, 3000)).toBe(5);
  });

  it('starts afresh when the time goes back: it is of another clock', () => {
    const rate = new CounterRate();
    rate.push(0, 900_000);
    rate.push(50, 901_000);
    expect(rate.push(60, 40)).toBeUndefined();
    expect(rate.push(70, 1040)).toBe(10);
  });

  it('keeps the last rate for samples that are too close', () => {
    const rate = new CounterRate();
    rate.push(0, 0);
    expect(rate.push(50, 1000)).toBe(50);
    expect(rate.push(5000, 1010)).toBe(50);
    expect(rate.push(5050, 2000)).toBe(5000);
  });
});

describe('a counter that nobody looked at for long', () => {
  it('tells nothing of now', () => {
    const rate = new CounterRate();
    rate.push(0, 0);
    rate.push(1000, 1000);
    expect(rate.isStale(5000)).toBe(false);
    expect(rate.isStale(3_600_000)).toBe(true);
    expect(rate.push(2000, 3_600_000)).toBeUndefined();
    expect(rate.push(2100, 3_601_000)).toBe(100);
  });
});
