import { COMMON_SIGNALS, signalPurpose } from '../../shared/signals/purpose.ts';
import { forecastWords } from '../../shared/signals/forecast-words.ts';
import type { Choice, Separator } from '../commands/command.ts';
import type { SignalForecast } from './forecasts.ts';
import { isVain } from './patience.ts';

/** The signals to choose from: the common ones, then all others, each with what it would do. */
export function signalChoices(forecasts: readonly SignalForecast[]): (Choice<SignalForecast> | Separator)[] {
  const common = COMMON_SIGNALS.map((name) => forecasts.find(({ signal }) => signal.name === name)).filter(
    (one) => one !== undefined,
  );
  const others = forecasts.filter((one) => !common.includes(one));
  return [...common.map(toChoice), { separator: 'all signals' }, ...others.map(toChoice)];
}

function toChoice(value: SignalForecast): Choice<SignalForecast> {
  const { signal, tallies, processes } = value;
  return {
    label: signal.name,
    description: signalPurpose(signal),
    detail: forecastWords(signal, tallies, processes),
    ...(isVain(value) ? { detailIcon: 'warning' } : {}),
    isCurrent: false,
    value,
  };
}
