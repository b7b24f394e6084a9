import { describe, expect, it } from 'vitest';
import { PointClock } from '../../../../src/shared/series/point-clock.ts';

const NOW = 1_700_000_000_000;

describe('PointClock', () => {
  it('puts the monotonic time onto the clock of the first sample', () => {
    const clock = new PointClock();
    expect(clock.timeOf(5000, NOW)).toBe(NOW / 1000);
    // The answer came late: the time of the sample counts.
    expect(clock.timeOf(6000, NOW + 1400)).toBe(NOW / 1000 + 1);
  });

  it('does not follow a clock that drifts or is set back', () => {
    const clock = new PointClock();
    clock.timeOf(0, NOW);
    expect(clock.timeOf(1000, NOW + 1000 + 4900)).toBe(NOW / 1000 + 1);
    expect(clock.timeOf(2000, NOW - 3_600_000)).toBe(NOW / 1000 + 2);
    expect(clock.timeOf(3000, NOW - 3_600_000)).toBe(NOW / 1000 + 3);
  });

  it('follows a clock that is far ahead: the machine slept', () => {
    const clock = new PointClock();
    clock.timeOf(0, NOW);
    expect(clock.timeOf(1000, NOW + 3_600_000)).toBe(NOW / 1000 + 3600);
    expect(clock.timeOf(2000, NOW + 3_601_000)).toBe(NOW / 1000 + 3601);
  });

  it('takes the time of another helper, whose monotonic time is another', () => {
    const clock = new PointClock();
    clock.timeOf(900_000, NOW);
    clock.restart();
    expect(clock.timeOf(40, NOW + 2000)).toBe(NOW / 1000 + 2);
    expect(clock.timeOf(1040, NOW + 3000)).toBe(NOW / 1000 + 3);
  });

  it('always grows, also where the helper and the clock both go back', () => {
    const clock = new PointClock();
    const steps: [at: number, now: number][] = [
      [1000, 0],
      [1000, 0],
      [500, -9000],
      [501, 0],
      [700, 20_000],
      [700, -20_000],
      [1700, 0],
    ];
    let last = Number.NEGATIVE_INFINITY;
    for (const [at, offset] of steps) {
      const time = clock.timeOf(at, NOW + offset);
      expect(time).toBeGreaterThan(last);
      last = time;
    }
    clock.restart();
    expect(clock.timeOf(0, NOW - 60_000)).toBeGreaterThan(last);
    // It goes on from there with the pace of the samples.
    expect(clock.timeOf(1000, NOW - 59_000) - clock.timeOf(500, NOW)).not.toBe(0);
  });
});
