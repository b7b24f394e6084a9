import { SIGNALS, type Signal } from '../../shared/model/signal.ts';
import type { ForecastResult, ForecastTally } from '../../shared/protocol/actions.ts';

/** A signal and what it would do to all that are meant. */
export interface SignalForecast {
  readonly signal: Signal;
  /** The most frequent first. */
  readonly tallies: readonly ForecastTally[];
}

/** The forecasts of several targets as one, in the order of `SIGNALS`. */
export function mergeForecasts(results: readonly ForecastResult[]): SignalForecast[] {
  return SIGNALS.map((signal, index) => ({
    signal,
    tallies: mergeTallies(results.flatMap(({ signals }) => signals[index] ?? [])),
  }));
}

function mergeTallies(tallies: readonly ForecastTally[]): ForecastTally[] {
  const merged = new Map<string, ForecastTally>();
  for (const { forecast, processes } of tallies) {
    const key = JSON.stringify(forecast);
    merged.set(key, { forecast, processes: processes + (merged.get(key)?.processes ?? 0) });
  }
  return [...merged.values()].sort((a, b) => b.processes - a.processes);
}
