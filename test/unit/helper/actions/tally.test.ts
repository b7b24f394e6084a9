import { describe, expect, it } from 'vitest';
import type { SignalFacts } from '../../../../src/helper/actions/signal-facts.ts';
import { Tally } from '../../../../src/helper/actions/tally.ts';
import { SIGNALS } from '../../../../src/shared/model/signal.ts';

const plain: SignalFacts = {
  ignored: 0n,
  caught: 0n,
  fetched: 0n,
  threads: [{ isLeader: true, blocked: 0n, state: 'runs', traced: false, awaits: false }],
  leaderBlocked: 0n,
  leaderTraced: false,
  init: 'no',
  orphaned: false,
  ending: false,
  kernelThread: false,
  allowed: 'all',
};

describe('Tally', () => {
  it('counts for each signal how many processes share a forecast, the most frequent first', () => {
    const tally = new Tally();
    tally.add('gone');
    tally.add({ ...plain, caught: 1n << 14n });
    tally.add(plain);
    tally.add(plain);
    tally.add('hidden');
    const signals = tally.result();
    expect(signals).toHaveLength(SIGNALS.length);
    const [hup, term] = [0, 14].map((index) => signals[index]);
    const terminates = { kind: 'effect', effect: 'terminates', waits: [] };
    expect(hup?.[0]).toEqual({ forecast: terminates, processes: 3 });
    expect(term).toEqual([
      { forecast: terminates, processes: 2 },
      { forecast: { kind: 'none', why: 'gone' }, processes: 1 },
      { forecast: { kind: 'effect', effect: 'handled', waits: [] }, processes: 1 },
      { forecast: { kind: 'unknown', why: 'hidden' }, processes: 1 },
    ]);
  });
});
