import type { Forecast } from '../../shared/model/signal.ts';
import { isWithoutEffect, mayEnd, waitsForThaw } from '../../shared/signals/forecast-words.ts';
import type { SignalForecast } from './forecasts.ts';

/** Signals by which people mean to end something, also where the program decides. */
const ENDING = new Set(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT', 'SIGABRT']);

/** Of those beyond the limit of the forecast. */
const UNKNOWN: Forecast = { kind: 'unknown', why: 'hidden' };

const LONG = 10_000;
const SHORT = 1000;

/** Whether somebody who sends this wants an end. */
export function isMeantToEnd(forecast: SignalForecast): boolean {
  return ENDING.has(forecast.signal.name) || forecastsOf(forecast).some((one) => mayEnd(forecast.signal, one));
}

/** Whether nothing would happen at all, to none of those that are meant. */
export function isVain(forecast: SignalForecast): boolean {
  return forecastsOf(forecast).every(isWithoutEffect);
}

/** Milliseconds to wait for an end: long where one may come. */
export function patienceOf(forecast: SignalForecast): number {
  // The kernel's word that nothing happens, or not before the thaw, is as good now as in ten seconds.
  const isPointless = forecast.signal.name !== 'SIGKILL' && isVain(forecast);
  const isHeld = forecast.tallies.some((one) => waitsForThaw(one.forecast));
  return isMeantToEnd(forecast) && !isPointless && !isHeld ? LONG : SHORT;
}

/** What was forecast, with a doubt where not all were. */
function forecastsOf({ tallies, processes }: SignalForecast): Forecast[] {
  const told = tallies.reduce((total, tally) => total + tally.processes, 0);
  const forecasts = tallies.map(({ forecast }) => forecast);
  return told < processes ? [...forecasts, UNKNOWN] : forecasts;
}
