import type { HelperError } from '../../shared/errors.ts';
import type { ForecastResult } from '../../shared/protocol/actions.ts';
import type { CommandContext } from '../commands/command.ts';
import type { HelperUnavailable } from '../helper-client/failure.ts';
import { isRequestFailure } from '../request-failure.ts';
import type { Aim } from './aim.ts';
import { mergeForecasts, type SignalForecast } from './forecasts.ts';

/** A target that cannot be sent a signal now. */
export interface PassedOver {
  readonly aim: Aim;
  readonly error: HelperError | HelperUnavailable;
}

/** What is known of targets before a signal is sent to them. */
export interface Foresight {
  /** What each signal would do to all of `aims`. */
  readonly forecasts: readonly SignalForecast[];
  /** Those that can be sent a signal. */
  readonly aims: readonly Aim[];
  readonly passedOver: readonly PassedOver[];
}

/** Asks what each signal would do to the targets. One of which that cannot be told does not stand in the way of others. */
export async function foresee({ helper }: Pick<CommandContext, 'helper'>, aims: readonly Aim[]): Promise<Foresight> {
  const answers = await Promise.allSettled(aims.map(({ target }) => helper.request('signal/forecast', { target })));
  const told: { readonly aim: Aim; readonly result: ForecastResult }[] = [];
  const passedOver: PassedOver[] = [];
  for (const [index, aim] of aims.entries()) {
    const answer = answers[index];
    if (answer?.status === 'fulfilled') told.push({ aim, result: answer.value });
    else if (isRequestFailure(answer?.reason)) passedOver.push({ aim, error: answer.reason });
    else throw answer?.reason;
  }
  return {
    forecasts: mergeForecasts(told.map(({ result }) => result)),
    aims: told.map(({ aim }) => aim),
    passedOver,
  };
}
