import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HelperUnavailable } from '../../../../src/extension/helper-client/failure.ts';
import { SampleClock } from '../../../../src/extension/sampling/sample-clock.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import { packSamples } from '../../../../src/shared/protocol/sample-set.ts';
import type { SampleParams } from '../../../../src/shared/protocol/helper.ts';
import { FakeHelperApi } from '../support/fake-helper-api.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { aSample } from '../support/samples.ts';

let helper: FakeHelperApi;
let clock: SampleClock;
let told: string[];

beforeEach(() => {
  vi.useFakeTimers();
  helper = new FakeHelperApi();
  helper.answerTo('containers/sample', ({ containerIds }) => ({
    number: 1,
    samples: packSamples(containerIds.map((containerId) => ({ containerId, sample: aSample(performance.now()) }))),
  }));
  clock = new SampleClock(helper, new MemoryLog());
  told = [];
});

afterEach(() => {
  clock.dispose();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function look(id: string) {
  return clock.sample(id, {
    sampled: () => void told.push(id),
    failed: (error) => void told.push(`${id}: ${error instanceof HelperError ? error.data.code : String(error)}`),
  });
}

/** The containers of each request since the last call. */
function takeAsked(): string[] {
  return helper.asked.splice(0).map(({ params }) => (params as SampleParams).containerIds.join(' '));
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('SampleClock', () => {
  it('asks nothing while nobody looks', async () => {
    helper.run();
    await pass(60_000);
    expect([takeAsked(), vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('asks at once, soon again, then once a second', async () => {
    helper.run();
    look('a');
    await pass(0);
    expect(takeAsked()).toEqual(['a']);
    await pass(249);
    expect(takeAsked()).toEqual([]);
    await pass(1);
    expect(takeAsked()).toEqual(['a']);
    await pass(999);
    expect(takeAsked()).toEqual([]);
    await pass(1);
    expect(takeAsked()).toEqual(['a']);
    await pass(10_000);
    expect(takeAsked()).toHaveLength(10);
  });

  it('asks once for all', async () => {
    helper.run();
    look('a');
    look('b');
    await pass(0);
    expect([takeAsked(), told]).toEqual([['a b'], ['a', 'b']]);
    await pass(700);
    look('c');
    await pass(0);
    expect(takeAsked()).toEqual(['a b', 'a b c']);
  });

  it('asks for no more at once than a request may hold', async () => {
    helper.run();
    for (let index = 0; index < 130; index++) look(`c${index}`);
    await pass(0);
    expect(takeAsked().map((ids) => ids.split(' ').length)).toEqual([64, 64, 2]);
    expect(told).toHaveLength(130);
  });

  it('never asks before it was answered', async () => {
    helper.run();
    helper.hold('containers/sample');
    look('a');
    await pass(5000);
    look('b');
    await pass(5000);
    expect(takeAsked()).toEqual(['a']);
  });

  it('lets a helper that is slow come to other work', async () => {
    helper.run();
    helper.hold('containers/sample');
    const end = look('a');
    await pass(4000);
    helper.asked.at(-1)?.settle();
    await pass(250);
    await pass(4000);
    helper.asked.at(-1)?.settle();
    await pass(99);
    expect(helper.asked).toHaveLength(2);
    await pass(1);
    expect(helper.asked).toHaveLength(3);
    end.dispose();
    helper.asked.at(-1)?.settle();
    await pass(0);
  });

  it('stops when nobody looks any more, and tells no late answer', async () => {
    helper.run();
    const end = look('a');
    await pass(0);
    helper.hold('containers/sample');
    await pass(250);
    told = [];
    end.dispose();
    helper.asked.at(-1)?.settle();
    await pass(10_000);
    expect([takeAsked().length, told, vi.getTimerCount()]).toEqual([2, [], 0]);
  });

  it('leaves no timer behind', async () => {
    helper.run();
    const end = look('a');
    await pass(500);
    expect(vi.getTimerCount()).toBe(1);
    end.dispose();
    end.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on for the others', async () => {
    helper.run();
    const end = look('a');
    look('b');
    await pass(250);
    end.dispose();
    takeAsked();
    await pass(1000);
    expect(takeAsked()).toEqual(['b']);
  });

  it('tells each failure to whom it concerns, and goes on', async () => {
    helper.run();
    helper.answer('containers/sample', () => ({
      number: 1,
      samples: packSamples([
        { containerId: 'a', error: { code: 'GONE', operation: 'containers/sample' } },
        { containerId: 'b', sample: aSample(1) },
        { containerId: 'never asked', sample: aSample(1) },
      ]),
    }));
    look('a');
    look('b');
    await pass(0);
    expect(told).toEqual(['a: GONE', 'b']);
    helper.fail('containers/sample', new HelperError({ code: 'TIMEOUT', operation: 'x' }, 'late'));
    await pass(250);
    expect(told.slice(2)).toEqual(['a: TIMEOUT', 'b: TIMEOUT']);
    await pass(3000);
    expect(told).toHaveLength(10);
  });

  it('waits for a helper', async () => {
    look('a');
    await pass(10_000);
    expect([takeAsked(), vi.getTimerCount()]).toEqual([[], 0]);
    helper.run();
    await pass(0);
    expect(takeAsked()).toEqual(['a']);
  });

  it('asks a new helper at once and twice, and takes no answer of the one before', async () => {
    helper.run();
    look('a');
    await pass(250);
    helper.hold('containers/sample');
    await pass(1000);
    const late = helper.asked.at(-1);
    takeAsked();
    told = [];
    helper.setState({ kind: 'restarting', attempt: 1, delay: 250, why: { kind: 'version' } });
    await pass(5000);
    expect(takeAsked()).toEqual([]);
    helper.release('containers/sample');
    helper.run();
    late?.settle();
    await pass(0);
    expect(told).toEqual(['a']);
    await pass(250);
    expect([takeAsked(), told]).toEqual([
      ['a', 'a'],
      ['a', 'a'],
    ]);
  });

  it('does not call it a failure when the helper goes: its state tells that', async () => {
    helper.run();
    helper.fail('containers/sample', new HelperUnavailable('gone'));
    look('a');
    await pass(0);
    expect([takeAsked(), told]).toEqual([['a'], []]);
  });
});
