import { setTimeout as sleep } from 'node:timers/promises';
import { forecast } from '../../src/helper/actions/forecast.ts';
import { type FactSources, signalFacts } from '../../src/helper/actions/read-facts.ts';
import { type Delay, type Effect, type Forecast, SIGNALS } from '../../src/shared/model/signal.ts';
import { waitFor } from '../lab/exec.ts';
import { Freezer } from '../lab/freezer.ts';
import { DisposedProcess } from './disposed-process.ts';
import { argumentsOf, type CaseState, type ForecastCase } from './forecast-cases.ts';
import type { Sender } from './sender.ts';

const CONT = 18;
const STOP = 19;
/** For how long what is not to happen is waited for. */
const SETTLE_MS = 50;
const SOON = { timeoutMs: 4000, everyMs: 4 };

/** The forecast for a process as it is, by the product's code. */
export function foretell(sources: FactSources, target: DisposedProcess, signal: number, frozenBy?: 1 | 2): Forecast {
  const facts = signalFacts(sources, target.identity, frozenBy);
  if (facts === 'gone') return { kind: 'none', why: 'gone' };
  if (facts === 'hidden') return { kind: 'unknown', why: 'hidden' };
  const found = SIGNALS.find(({ number }) => number === signal);
  if (found === undefined) throw new Error(`no signal ${signal}`);
  return forecast(found, facts);
}

/** Forecasts a signal, and sends it. */
export type Act = (target: DisposedProcess, signal: number, frozenBy?: 1 | 2) => Promise<Forecast> | Forecast;

/** By this process itself. @param foretold the forecast; a test that breaks it on purpose gives another */
export function byItself(sources: FactSources, foretold = foretell): Act {
  return (target, signal, frozenBy) => {
    const told = foretold(sources, target, signal, frozenBy);
    target.signal(signal);
    return told;
  };
}

/** By somebody who may. */
export function bySender(sender: Sender): Act {
  return async (target, signal, frozenBy) => {
    const { forecast: told, errno } = await sender.send(target.identity, signal, frozenBy);
    if (errno !== undefined) throw new Error(`it could not be sent: ${errno}, foretold ${JSON.stringify(told)}`);
    return told;
  };
}

/**
 * Starts the program of a case, forecasts, sends the signal for real, and holds the kernel against the forecast: at
 * once, and after each thing that delays it has been undone.
 * @param prefix a program and its arguments that run the case's: `setpriv …`
 * @throws {Error} where the kernel did something else
 */
export async function tryCase(act: Act, tried: ForecastCase, prefix: readonly string[] = []): Promise<void> {
  await withTarget(tried, prefix, async (target, freezer) => {
    const told = await act(target, tried.signal, freezerOf(tried));
    await saying(told, () => compare(target, tried, told, freezer));
  });
}

/**
 * The same for who may not signal the program of the case: the forecast says so, the kernel agrees, and nothing has come
 * of it.
 * @throws {Error} where it is otherwise
 */
export async function tryForbidden(sender: Sender, tried: ForecastCase): Promise<void> {
  await withTarget(tried, [], async (target, freezer) => {
    const { forecast: told, errno } = await sender.send(target.identity, tried.signal, freezerOf(tried));
    await saying(told, async () => {
      if (told.kind !== 'none' || told.why !== 'permission') throw new Error('it is not allowed');
      if (errno !== 'EPERM') throw new Error(`the kernel said ${errno ?? 'yes'}`);
      if (target.hasPending(tried.signal)) throw new Error('it is pending');
      freezer?.thaw();
      if (tried.state === 'stopped' && !target.isEvery('T')) throw new Error('it is no longer stopped');
      if (tried.state === 'stopped') target.signal(CONT);
      await target.answers();
      if (target.count(`caught ${tried.signal}`) > 0) throw new Error('a handler ran');
    });
  });
}

async function saying(told: Forecast, check: () => Promise<void>): Promise<void> {
  await check().catch((error: unknown) => {
    throw new Error(`foretold ${JSON.stringify(told)}, but ${String(error)}`, { cause: error });
  });
}

function freezerOf({ state }: ForecastCase): 1 | 2 | undefined {
  return state.endsWith('-v1') ? 1 : state.endsWith('-v2') ? 2 : undefined;
}

/** Starts the program of a case, brings it into the state of the case, and ends it after the work. */
async function withTarget(
  tried: ForecastCase,
  prefix: readonly string[],
  work: (target: DisposedProcess, freezer: Freezer | undefined) => Promise<void>,
): Promise<void> {
  const version = freezerOf(tried);
  const target = await DisposedProcess.start(argumentsOf(tried), prefix);
  const freezer = version && Freezer.make(version, `lab-forecast-${process.pid}-${target.pid}`);
  try {
    await setUp(target, tried.state, freezer);
    await work(target, freezer);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${JSON.stringify(tried)}: ${why}`, { cause: error });
  } finally {
    freezer?.thaw();
    await target[Symbol.asyncDispose]();
    await freezer?.remove();
  }
}

async function setUp(target: DisposedProcess, state: CaseState, freezer: Freezer | undefined): Promise<void> {
  const until = (letter: string) => waitFor(`state ${letter}`, () => target.isEvery(letter), SOON);
  // Of a leader that ends the workers stay.
  if (state.startsWith('leader-ended')) await waitFor('the leader’s end', () => target.isLeaderless(), SOON);
  if (state === 'zombie') await waitFor('its end', () => target.threads().length === 0, SOON);
  else if (state === 'vfork') await until('D');
  else if (state === 'held') await waitFor('a held leader', () => target.threads()[0]?.state === 't', SOON);
  // It has set itself up when it takes commands.
  else await target.answers();
  if (state.includes('stopped')) {
    target.signal(STOP);
    await until('T');
  }
  await freezer?.freeze(target.pid);
}

async function compare(
  target: DisposedProcess,
  { signal, state, mask, disposition }: ForecastCase,
  told: Forecast,
  freezer: Freezer | undefined,
): Promise<void> {
  if (told.kind === 'unknown') throw new Error('it knew nothing');
  if (told.kind === 'none') {
    await sleep(SETTLE_MS);
    if (told.why !== 'zombie' || target.threads().length > 0) throw new Error('it could be signalled');
    return;
  }
  const { effect } = told;
  const waits = new Set<Delay>(told.waits);
  if (waits.delete('perhaps-until-awake') && state !== 'vfork') throw new Error('it was awake');
  const isHeld = state !== 'running' && state !== 'leader-ended';
  if (waits.size === 0) await cameTrue(target, signal, effect, isHeld && told.continues !== true);
  const wasStopped = state.includes('stopped') && signal !== CONT;
  const releases: [Delay, boolean, () => void][] = [
    ['until-thaw', freezer !== undefined, () => freezer?.thaw()],
    ['until-traced', state === 'traced' || state === 'held', () => target.command('r')],
    ['until-awake', state === 'vfork', () => target.command('r')],
    ['until-continued', wasStopped, () => target.signal(CONT)],
    ['blocked', mask === 'blocked' && disposition !== 'fetched', () => target.command('u')],
  ];
  for (const [delay, applies, release] of releases) {
    if (waits.size > 0) await stillWaits(target, signal, effect, waits);
    if (applies && target.threads().length > 0) release();
    if (waits.delete(delay) && waits.size === 0)
      await cameTrue(target, signal, effect, delay === 'until-thaw' && wasStopped);
  }
  if (waits.size > 0) throw new Error(`nothing ends ${[...waits].join()}`);
  await wentOn(target, signal, effect);
}

/** What is to wait is in a queue, or its tracer was told of it; and nothing has come of it. */
async function stillWaits(
  target: DisposedProcess,
  signal: number,
  effect: Effect,
  waits: ReadonlySet<Delay>,
): Promise<void> {
  if (effect === 'continues') {
    const before = target.count('pong');
    target.command('p');
    await sleep(SETTLE_MS);
    if (target.count('pong') > before) throw new Error('it runs');
    return;
  }
  await sleep(SETTLE_MS);
  const isTold = waits.has('until-traced') && target.threads().some(({ state }) => state === 't');
  if (!isTold && !target.hasPending(signal)) throw new Error(`it does not wait for ${[...waits].join()}`);
  if (target.count(`caught ${signal}`) + target.count(`fetched ${signal}`) > 0) throw new Error('it came too early');
}

/** @param isHeld it answers nothing now, whatever the signal did */
async function cameTrue(target: DisposedProcess, signal: number, effect: Effect, isHeld: boolean): Promise<void> {
  switch (effect) {
    case 'terminates':
    case 'dumps-core':
      await waitFor(`it was not killed by ${signal}`, () => target.count(`signal ${signal}`) === 1, SOON);
      return;
    case 'handled':
      await waitFor('no handler ran', () => target.count(`caught ${signal}`) === 1, SOON);
      return;
    case 'fetched':
      await waitFor('nothing was fetched', () => target.count(`fetched ${signal}`) === 1, SOON);
      return;
    case 'stops':
      await waitFor('it did not stop', () => target.hasStopped(), SOON);
      return;
    case 'already-stopped':
      await sleep(SETTLE_MS);
      return;
    case 'continues':
      await target.answers();
      return;
    case 'ignored':
    case 'dropped-for-init':
    case 'dropped-for-orphan':
      if (isHeld) await sleep(SETTLE_MS);
      else await target.answers();
      // Another thread than the one that answers may be the one to take it.
      await waitFor('it is pending', () => !target.hasPending(signal), SOON);
  }
}

/** When nothing holds it any more, there is the effect and no other. */
async function wentOn(target: DisposedProcess, signal: number, effect: Effect): Promise<void> {
  if (effect === 'terminates' || effect === 'dumps-core') return;
  if (effect === 'stops') target.signal(CONT);
  await target.answers();
  const isOnce = (line: string, wanted: Effect): boolean => target.count(line) === (effect === wanted ? 1 : 0);
  if (!isOnce(`caught ${signal}`, 'handled')) throw new Error('a handler ran more or less often');
  if (!isOnce(`fetched ${signal}`, 'fetched')) throw new Error('it was fetched more or less often');
  if (target.isEvery('T')) throw new Error('it is stopped');
}
