import { isWithoutEffect, mayEnd, waitsForThaw } from '../../shared/signals/forecast-words.ts';
import type { SignalForecast } from './forecasts.ts';

/** Signals by which people mean to end something, also where the program decides. */
const ENDING = new Set(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT', 'SIGABRT']);

const LONG = 10_000;
const SHORT = 1000;

/** Whether somebody who sends this wants an end. */
export function isMeantToEnd({ signal, tallies }: SignalForecast): boolean {
  return ENDING.has(signal.name) || tallies.some(({ forecast }) => mayEnd(signal, forecast));
}

/** Milliseconds to wait for an end: long where one may come. */
export function patienceOf(forecast: SignalForecast): number {
  const { signal, tallies } = forecast;
  // The kernel's word that nothing happens, or not before the thaw, is as good now as in ten seconds.
  const isVain = signal.name !== 'SIGKILL' && tallies.every((one) => isWithoutEffect(one.forecast));
  const isHeld = tallies.some((one) => waitsForThaw(one.forecast));
  return isMeantToEnd(forecast) && !isVain && !isHeld ? LONG : SHORT;
}
