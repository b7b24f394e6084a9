import { describe, expect, it } from 'vitest';
import { forecast } from '../../../../src/helper/actions/forecast.ts';
import type { SignalFacts, ThreadFacts } from '../../../../src/helper/actions/signal-facts.ts';
import { SIGNALS } from '../../../../src/shared/model/signal.ts';

const set = (...signals: number[]): bigint => signals.reduce((bits, signal) => bits | (1n << BigInt(signal - 1)), 0n);
const thread = (fields: Partial<ThreadFacts> = {}): ThreadFacts => ({
  isLeader: true,
  blocked: 0n,
  state: 'runs',
  traced: false,
  awaits: false,
  ...fields,
});
const facts = (fields: Partial<SignalFacts> = {}): SignalFacts => ({
  ignored: 0n,
  caught: 0n,
  fetched: 0n,
  threads: [thread()],
  leaderBlocked: 0n,
  leaderTraced: false,
  init: 'no',
  orphaned: false,
  ending: false,
  kernelThread: false,
  allowed: 'all',
  ...fields,
});
const told = (number: number, fields?: Partial<SignalFacts>) => {
  const signal = SIGNALS.find((known) => known.number === number);
  if (signal === undefined) throw new Error(`no signal ${number}`);
  return forecast(signal, facts(fields));
};
const effect = (name: string, ...waits: string[]) => ({ kind: 'effect', effect: name, waits });
const none = (why: string) => ({ kind: 'none', why });

// What the kernel really does is held against the forecast in test/integration; here is what is hard to set up there.
describe('forecast', () => {
  it('says for every signal what happens by default', () => {
    const actions = {
      terminate: 'terminates',
      core: 'dumps-core',
      stop: 'stops',
      continue: 'ignored',
      ignore: 'ignored',
    };
    for (const signal of SIGNALS) expect(forecast(signal, facts())).toEqual(effect(actions[signal.action]));
  });

  it('says why nothing is sent', () => {
    expect(told(9, { kernelThread: true })).toEqual(none('kernel-thread'));
    expect(told(9, { threads: [] })).toEqual(none('zombie'));
    expect(told(9, { ending: true })).toEqual(none('ending'));
    expect(told(18, { allowed: 'none' })).toEqual(none('permission'));
    expect(told(15, { allowed: 'continue' })).toEqual(none('permission'));
    expect(told(18, { allowed: 'continue' })).toEqual(effect('ignored'));
  });

  it('tells a certain uninterruptible wait from one that a killing signal may end', () => {
    const threads = [thread({ state: 'deaf' })];
    expect(told(9, { threads })).toEqual(effect('terminates', 'perhaps-until-awake'));
    expect(told(15, { threads })).toEqual(effect('terminates', 'perhaps-until-awake'));
    expect(told(15, { threads, caught: set(15) })).toEqual(effect('handled', 'until-awake'));
    expect(told(3, { threads })).toEqual(effect('dumps-core', 'until-awake'));
  });

  it('asks only the thread that would take it whether it is awake', () => {
    const threads = [thread({ blocked: set(10) }), thread({ isLeader: false, state: 'deaf' })];
    const fields = { threads, caught: set(10), leaderBlocked: set(10) };
    expect(told(10, fields)).toEqual(effect('handled', 'until-awake'));
    expect(told(10, { ...fields, threads: [...threads, thread({ isLeader: false })] })).toEqual(effect('handled'));
  });

  it('doubts only where a thread that awaits signals could take it', () => {
    const awaiting = [thread({ awaits: true })];
    expect(told(15, { threads: awaiting })).toEqual({ kind: 'unknown', why: 'awaits-signals' });
    expect(told(15, { threads: awaiting, init: 'nested' })).toEqual({ kind: 'unknown', why: 'awaits-signals' });
    expect(told(9, { threads: awaiting })).toEqual(effect('terminates'));
    expect(told(15, { threads: [thread(), thread({ isLeader: false, awaits: true })] })).toEqual(effect('terminates'));
  });

  it('does not let PID 1 of its own namespace be killed or stopped', () => {
    expect(told(9, { init: 'own' })).toEqual(effect('dropped-for-init'));
    expect(told(19, { init: 'own' })).toEqual(effect('dropped-for-init'));
    expect(told(9, { init: 'nested' })).toEqual(effect('terminates'));
    expect(told(19, { init: 'nested' })).toEqual(effect('stops'));
  });

  it('tells everything that has to end first', () => {
    const threads = [thread({ state: 'stopped', blocked: set(10) })];
    const fields = { threads, leaderBlocked: set(10), caught: set(10), frozenBy: 2 } as const;
    expect(told(10, fields)).toEqual(effect('handled', 'until-thaw', 'blocked', 'until-continued'));
  });

  it('has SIGCONT continue beside what else it does', () => {
    const threads = [thread({ state: 'stopped' })];
    expect(told(18, { threads })).toEqual(effect('continues'));
    expect(told(18, { threads, caught: set(18) })).toEqual({ ...effect('handled'), continues: true });
    expect(told(20, { threads, caught: set(20) })).toEqual(effect('already-stopped'));
  });
});
