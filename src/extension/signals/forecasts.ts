import { SIGNALS, type Signal } from '../../shared/model/signal.ts';
import type { ForecastResult, ForecastTally } from '../../shared/protocol/actions.ts';

/** A signal and what it would do to all that are meant. */
export interface SignalForecast {
  readonly signal: Signal;
  /** The most frequent first. Of very many processes the first ones only. */
  readonly tallies: readonly ForecastTally[];
  /** How many processes are meant. */
  readonly processes: number;
}

/** The forecasts of several targets as one, in the order of `SIGNALS`. */
export function mergeForecasts(results: readonly ForecastResult[]): SignalForecast[] {
  const processes = results.reduce((total, result) => total + result.processes, 0);
  return SIGNALS.map((signal, index) => ({
    signal,
    tallies: mergeTallies(results.flatMap(({ signals }) => signals[index] ?? [])),
    processes,
  }));
}

/** The same forecast once nothing is frozen any more. */
export function thawed(forecast: SignalForecast): SignalForecast {
  const tallies = forecast.tallies.map((tally): ForecastTally => {
    const { forecast: one, processes } = tally;
    if (one.kind !== 'effect') return tally;
    return { forecast: { ...one, waits: one.waits.filter((delay) => delay !== 'until-thaw') }, processes };
  });
  return { ...forecast, tallies: mergeTallies(tallies) };
}

function mergeTallies(tallies: readonly ForecastTally[]): ForecastTally[] {
  const merged = new Map<string, ForecastTally>();
  for (const { forecast, processes } of tallies) {
    const key = JSON.stringify(forecast);
    merged.set(key, { forecast, processes: processes + (merged.get(key)?.processes ?? 0) });
  }
  return [...merged.values()].sort((a, b) => b.processes - a.processes);
}
