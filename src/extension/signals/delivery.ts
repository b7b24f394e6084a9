import type { AwaitResult, EndedProcess, SendResult } from '../../shared/protocol/actions.ts';
import type { CommandContext, Progress } from '../commands/command.ts';
import { isRequestFailure } from '../request-failure.ts';
import { aimsName, type Aim } from './aim.ts';
import type { SignalForecast } from './forecasts.ts';
import { patienceOf } from './patience.ts';

/** Milliseconds that one question waits: the user may stop waiting between two. */
const STEP = 2000;

/** What became of a signal at one target. */
export type Delivery =
  | { readonly aim: Aim; readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly aim: Aim;
      readonly kind: 'sent';
      readonly result: SendResult;
      readonly ended: readonly EndedProcess[];
      readonly left: number;
      /** Why it is not known what became of it, where the question failed. */
      readonly error?: unknown;
    };

export interface Deliveries {
  readonly deliveries: readonly Delivery[];
  /** Milliseconds that were waited for an end. */
  readonly waited: number;
  /** Those that were not sent it, since the user stopped before. */
  readonly unsent: readonly Aim[];
  /** Whether the user stopped before it was known what became of all. */
  readonly isStopped: boolean;
}

type Context = Pick<CommandContext, 'helper'>;

/** Sends a signal to each target and waits for them to end. */
export async function deliver(
  context: Context,
  forecast: SignalForecast,
  aims: readonly Aim[],
  progress: Progress,
): Promise<Deliveries> {
  const { name, number } = forecast.signal;
  const deliveries: Delivery[] = [];
  // One after the other: which of them was sent it is then always known.
  for (const [index, aim] of aims.entries()) {
    if (progress.signal.aborted) return { deliveries, waited: 0, unsent: aims.slice(index), isStopped: true };
    try {
      const result = await context.helper.request('signal/send', { target: aim.target, signal: number });
      deliveries.push({ aim, kind: 'sent', result, ended: [], left: result.sent });
    } catch (error) {
      if (!isRequestFailure(error)) throw error;
      deliveries.push({ aim, kind: 'failed', error });
    }
  }
  progress.report(`${name} sent to ${aimsName(aims)}. Waiting for it to end…`);
  return awaitEnds(context, forecast, deliveries, progress);
}

/** Waits for those that were sent a signal to end, as long as the forecast says that it is worth it. */
export async function awaitEnds(
  { helper }: Context,
  forecast: SignalForecast,
  sent: readonly Delivery[],
  progress: Progress,
): Promise<Deliveries> {
  const begin = performance.now();
  const patience = patienceOf(forecast);
  let deliveries = sent;
  for (;;) {
    const rest = Math.round(begin + patience - performance.now());
    if (rest <= 0 || !deliveries.some(isOpen)) break;
    deliveries = await Promise.all(deliveries.map((one) => ask(helper, one, Math.min(STEP, rest))));
    if (progress.signal.aborted) break;
  }
  const isStopped = progress.signal.aborted && deliveries.some(isOpen);
  return { deliveries, waited: patience, unsent: [], isStopped };
}

/** Whether it is still to be seen what becomes of it. */
export function isOpen(delivery: Delivery): boolean {
  return delivery.kind === 'sent' && delivery.left > 0 && delivery.error === undefined;
}

/** Whether it may still run, also where the question for it failed. */
export function mayRun(delivery: Delivery): boolean {
  return delivery.kind === 'sent' && delivery.left > 0;
}

async function ask(helper: CommandContext['helper'], delivery: Delivery, forMs: number): Promise<Delivery> {
  if (delivery.kind !== 'sent' || !isOpen(delivery)) return delivery;
  try {
    const { ended, left }: AwaitResult = await helper.request('signal/await', { watch: delivery.result.watch, forMs });
    return { ...delivery, ended, left };
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    return { ...delivery, error };
  }
}
