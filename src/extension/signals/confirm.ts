import { forecastWords } from '../../shared/signals/forecast-words.ts';
import type { CommandContext } from '../commands/command.ts';
import { aimsName } from './aim.ts';
import type { SignalForecast } from './forecasts.ts';
import type { Foresight } from './foresight.ts';
import { killCommand } from './kill-command.ts';
import { passedOverSentence } from './passed-over-words.ts';
import { isMeantToEnd, isVain } from './patience.ts';

/** Lines of commands in a question. */
const LISTED_COMMANDS = 5;

/**
 * Asks before a signal that ends something, or is meant to.
 *
 * @param alwaysAsk whatever the signal and the settings are
 */
export async function isConfirmed(
  { ui, confirmation }: CommandContext,
  forecast: SignalForecast,
  { aims, passedOver }: Foresight,
  alwaysAsk: boolean,
): Promise<boolean> {
  if (!alwaysAsk && !(endsSomething(forecast) && confirmation.isWanted)) return true;
  const { signal, tallies, processes } = forecast;
  const commands = aims.slice(0, LISTED_COMMANDS).map((aim) => killCommand(signal, aim));
  if (aims.length > LISTED_COMMANDS) commands.push('…');
  const names = aims.length > 1 ? [aims.map(({ name }) => name).join(', ')] : [];
  const lines = [...passedOverSentence(passedOver), ...names, forecastWords(signal, tallies, processes), ...commands];
  const answer = await ui.ask({
    message: `Send ${signal.name} to ${aimsName(aims)}?`,
    detail: lines.join('\n'),
    buttons: alwaysAsk ? ['Send'] : ['Send', "Send and Don't Ask Again"],
  });
  if (answer === "Send and Don't Ask Again") await confirmation.drop();
  return answer !== undefined;
}

/** A program that handles SIGTERM or the like mostly ends by it, as it is meant to. */
function endsSomething(forecast: SignalForecast): boolean {
  return forecast.signal.name === 'SIGKILL' || (isMeantToEnd(forecast) && !isVain(forecast));
}
