import { describe, expect, it } from 'vitest';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../../src/shared/model/sample.ts';
import { HISTORY_POINTS, POINT_DEVICES } from '../../../../src/shared/protocol/limits-page.ts';
import { LimitsHistory } from '../../../../src/shared/series/limits-history.ts';
import { MIB } from '../../extension/support/facts.ts';
import { aLadder, aLine, aSample, someMemory } from '../../extension/support/samples.ts';

const NOW = 1_700_000_000_000;

/** What a container that works evenly shows after so many seconds. */
function busy(seconds: number, change: Partial<LimitsSample> = {}): LimitsSample {
  return aSample(seconds * 1000, {
    cpu: read({ usage: seconds * 0.5 }),
    memory: someMemory({ current: (10 + seconds) * MIB }),
    pids: read({ current: 3 }),
    io: read({
      devices: [
        { device: '8:0', readBytes: seconds * 100, writeBytes: seconds * 50, readOperations: 0, writeOperations: 0 },
      ],
    }),
    pressure: {
      cpu: read({ kind: 'on', some: aLine(seconds * 0.25), full: aLine(seconds * 0.1) }),
      memory: read({ kind: 'on', some: aLine(seconds * 3) }),
      io: read({ kind: 'off', why: 'boot' }),
    },
    ladders: {
      cpu: aLadder('cpu', 2, {
        '/': {},
        '/a': { periods: seconds * 10, throttled: seconds },
        '/a/b': { periods: seconds * 10, throttled: seconds * 4 },
      }),
    },
    ...change,
  });
}

function push(history: LimitsHistory, sample: LimitsSample) {
  return history.push(sample, NOW + sample.at);
}

describe('points', () => {
  it('have amounts at once and rates from the second sample on', () => {
    const history = new LimitsHistory();
    const [first] = push(history, busy(0));
    expect(first).toMatchObject({ cpu: null, throttled: null, io: null, pids: 3, memory: { current: 10 * MIB } });
    expect(first?.pressure).toEqual({ cpu: null, memory: null, io: null });
    const [second] = push(history, busy(2));
    expect(second).toEqual({
      time: NOW / 1000 + 2,
      cpu: 0.5,
      throttled: 0.4,
      memory: {
        current: 12 * MIB,
        workingSet: 10 * MIB,
        anon: 8 * MIB,
        file: 3 * MIB,
        shmem: MIB,
        kernel: null,
        swap: null,
      },
      pids: 3,
      io: [{ device: '8:0', read: 100, write: 50 }],
      pressure: { cpu: { some: 25, full: 10 }, memory: { some: 100, full: null }, io: null },
    });
  });

  it('have null, and never 0, where something cannot be read', () => {
    const history = new LimitsHistory();
    push(history, busy(0));
    const [point] = push(history, busy(1, { cpu: unread('permission'), memory: unread('gone'), io: unread('off') }));
    expect(point).toMatchObject({ cpu: null, memory: null, io: null });
    expect(push(history, busy(2))[0]?.cpu).toBeNull();
    expect(push(history, busy(3))[0]?.cpu).toBe(0.5);
  });

  it('start afresh where a counter goes back: the container was started again', () => {
    const history = new LimitsHistory();
    push(history, busy(0, { cpu: read({ usage: 900 }) }));
    expect(push(history, busy(1, { cpu: read({ usage: 0.1 }) }))[0]?.cpu).toBeNull();
    expect(push(history, busy(2, { cpu: read({ usage: 0.6 }) }))[0]?.cpu).toBe(0.5);
  });

  it('say that nothing was throttled where no period passed, and nothing where there is no quota', () => {
    const history = new LimitsHistory();
    const still = { cpu: aLadder('cpu', 2, { '/a': { periods: 10, throttled: 4 } }) };
    push(history, aSample(0, { ladders: still }));
    expect(push(history, aSample(1000, { ladders: still }))[0]?.throttled).toBe(0);
    expect(push(history, aSample(2000))[0]?.throttled).toBeNull();
  });

  it('tell of the devices that moved most in all, whatever their rates are', () => {
    const history = new LimitsHistory();
    const devices = (extra: number) =>
      Array.from({ length: 20 }, (_, index) => ({
        device: `8:${index}`,
        readBytes: index * 1000 + (index === 0 ? extra : 0),
        writeBytes: 0,
        readOperations: 0,
        writeOperations: 0,
      }));
    push(history, aSample(0, { io: read({ devices: devices(0) }) }));
    const [point] = push(history, aSample(1000, { io: read({ devices: devices(900) }) }));
    expect(point?.io?.map(({ device }) => device)).toEqual(
      Array.from({ length: POINT_DEVICES }, (_, index) => `8:${19 - index}`),
    );
    expect(push(history, aSample(2000, { io: read({ devices: [] }) }))[0]?.io).toEqual([]);
  });
});

describe('a history', () => {
  it('breaks the line where nobody looked', () => {
    const history = new LimitsHistory();
    push(history, busy(0));
    push(history, busy(1));
    expect(push(history, busy(4))).toHaveLength(1);
    const added = push(history, busy(60));
    expect(added.map(({ time, memory, pids }) => [time - NOW / 1000, memory === null, pids])).toEqual([
      [5, true, null],
      [60, false, 3],
    ]);
    // Of half a minute ago no rate of now can be told.
    expect(added[1]?.cpu).toBeNull();
    expect(history.points).toHaveLength(5);
  });

  it('goes on with another helper, whose monotonic time begins anew', () => {
    const history = new LimitsHistory();
    push(history, busy(100));
    push(history, busy(101));
    history.restartClock();
    const [point] = history.push(busy(0, { cpu: read({ usage: 51 }) }), NOW + 103_000);
    expect(point).toMatchObject({ time: NOW / 1000 + 103, cpu: null });
    expect(history.push(busy(1, { cpu: read({ usage: 51.5 }) }), NOW + 104_000)[0]?.cpu).toBe(0.5);
  });

  it('tells no share of a minute over the change to another helper', () => {
    const history = new LimitsHistory();
    push(history, busy(10));
    push(history, busy(11));
    expect(history.moment?.happenings[0]?.share).toBeCloseTo(0.4);
    history.restartClock();
    push(history, busy(12));
    expect(history.moment?.happenings[0]).not.toHaveProperty('share');
  });

  it('takes nothing over the start of another container under the same id but the points', () => {
    const history = new LimitsHistory();
    push(history, busy(0, { memory: someMemory({ oomKills: 1 }) }));
    history.restartCounters();
    const memory = someMemory({ oomKills: 4 });
    expect(push(history, busy(1, { cpu: read({ usage: 77 }), memory }))[0]?.cpu).toBeNull();
    expect(history.moment?.happenings).toMatchObject([{ kind: 'oom-kill', count: 4, seen: 0 }, {}]);
    expect(history.points).toHaveLength(2);
  });

  it('holds no more than its points, and its times only grow', () => {
    const history = new LimitsHistory();
    for (let index = 0; index < 10_000; index++) push(history, busy(index));
    const times = history.points.map(({ time }) => time);
    expect(times).toHaveLength(HISTORY_POINTS);
    expect(times.at(-1)).toBe(NOW / 1000 + 9999);
    expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? Infinity))).toBe(true);
  });

  it('tells the rate of each level that has a counter', () => {
    const history = new LimitsHistory();
    const sample = (seconds: number) => {
      const ladder = aLadder('cpu', 2, { '/': {}, '/a': {}, '/a/b': {} });
      if (!('value' in ladder)) throw new Error('no ladder');
      const [root, a, b] = ladder.value.levels;
      if (root === undefined || a === undefined || b === undefined) throw new Error('no levels');
      const levels = [root, { ...a, counter: unread('permission') }, { ...b, counter: read(seconds * 0.3) }];
      return aSample(seconds * 1000, { ladders: { cpu: read({ ...ladder.value, levels }) } });
    };
    push(history, sample(0));
    expect(history.moment?.rates).toEqual({ cpu: [null, null, null] });
    push(history, sample(1));
    expect(history.moment?.rates).toEqual({ cpu: [null, null, 0.3] });
  });
});
