import { SIGNALS, type Forecast } from '../../../../src/shared/model/signal.ts';
import type { ForecastResult } from '../../../../src/shared/protocol/actions.ts';

export const TERMINATES: Forecast = { kind: 'effect', effect: 'terminates', waits: [] };
export const HANDLED: Forecast = { kind: 'effect', effect: 'handled', waits: [] };
export const FETCHED: Forecast = { kind: 'effect', effect: 'fetched', waits: [] };
export const CONTINUES: Forecast = { kind: 'effect', effect: 'continues', waits: [] };
export const IGNORED: Forecast = { kind: 'effect', effect: 'ignored', waits: [] };
export const DROPPED: Forecast = { kind: 'effect', effect: 'dropped-for-init', waits: [] };
export const STOPS: Forecast = { kind: 'effect', effect: 'stops', waits: [] };
export const FROZEN: Forecast = { kind: 'effect', effect: 'terminates', waits: ['until-thaw'] };

/** The answer to a question for forecasts: of the signals named what is told, of all others the same. */
export function someForecasts(
  other: Forecast,
  named: Readonly<Record<string, Forecast>> = {},
  processes = 1,
): ForecastResult {
  return {
    processes,
    signals: SIGNALS.map(({ name }) => [{ forecast: named[name] ?? other, processes }]),
  };
}
