import { forecastWords, mayEnd } from '../../shared/signals/forecast-words.ts';
import type { CommandContext } from '../commands/command.ts';
import { setFrozen } from '../freezing/set-frozen.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { aimsName, type Aim } from './aim.ts';
import { signalChoices } from './choices.ts';
import { deliver } from './delivery.ts';
import { mergeForecasts, type SignalForecast } from './forecasts.ts';
import { killCommand } from './kill-command.ts';
import { outcomeOf, type NextStep } from './outcome.ts';

/** Lines of commands in a question. */
const LISTED_COMMANDS = 5;

export interface SendOptions {
  /** The name of the signal; where it is absent the user chooses. */
  readonly signal?: string;
  /** Asks whatever the settings say: somebody else called the command. */
  readonly alwaysAsk: boolean;
}

/** Shows what each signal would do to the targets, sends the one that is chosen, and tells what became of it. */
export async function sendSignal(
  context: CommandContext,
  aims: readonly Aim[],
  { signal, alwaysAsk }: SendOptions,
): Promise<void> {
  const { ui } = context;
  const forecasts = await forecastAll(context, aims);
  if (forecasts === undefined) return;
  const chosen =
    signal === undefined
      ? await ui.choose(`Send signal to ${titleOf(aims)}`, signalChoices(forecasts))
      : forecasts.find((one) => one.signal.name === signal);
  if (chosen === undefined || !(await isConfirmed(context, chosen, aims, alwaysAsk))) return;
  await sendAndTell(context, chosen, aims);
}

async function sendAndTell(context: CommandContext, forecast: SignalForecast, aims: readonly Aim[]): Promise<void> {
  const { ui } = context;
  const { name } = forecast.signal;
  const deliveries = await ui.during(
    `Sending ${name} to ${aimsName(aims)}…`,
    (progress) => deliver(context, forecast, aims, progress),
    { isCancellable: true },
  );
  if (deliveries === undefined) {
    ui.tell(`Stopped waiting for ${aimsName(aims)}`);
    return;
  }
  const step = await ui.offer(outcomeOf(forecast, deliveries));
  if (step !== undefined) await goOn(context, step, forecast, aims);
}

async function goOn(
  context: CommandContext,
  step: NextStep,
  forecast: SignalForecast,
  aims: readonly Aim[],
): Promise<void> {
  const { ui } = context;
  switch (step) {
    case 'Send SIGKILL':
    case 'Send SIGCONT': {
      // The button says what it does: it is not asked again. What the signal would do may be different by now.
      const forecasts = await forecastAll(context, aims);
      const next = forecasts?.find(({ signal }) => `Send ${signal.name}` === step);
      if (next !== undefined) await sendAndTell(context, next, aims);
      return;
    }
    case 'Thaw':
      await setFrozen(context, [...new Set(aims.map(({ container }) => container))], false);
      return;
    case 'Show Why': {
      const { signal } = forecast;
      const now = (await forecastAll(context, aims))?.find((one) => one.signal.number === signal.number);
      const detail = now === undefined ? '' : `Sent now: ${forecastWords(signal, now.tallies)}`;
      const before = `When it was sent: ${forecastWords(signal, forecast.tallies)}`;
      const message = `${signal.name} to ${aimsName(aims)}`;
      await ui.ask({ message, detail: `${before}\n${detail}`.trim(), buttons: [], isHarmless: true });
      return;
    }
    case 'Copy Command':
      await ui.copy(aims.map((aim) => killCommand(forecast.signal, aim)).join('\n'));
      ui.tell('Copied');
  }
}

/** What each signal would do to all targets; says so where that cannot be told. */
async function forecastAll(context: CommandContext, aims: readonly Aim[]): Promise<SignalForecast[] | undefined> {
  const { helper, ui } = context;
  try {
    return mergeForecasts(await Promise.all(aims.map(({ target }) => helper.request('signal/forecast', { target }))));
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    ui.warn(`Nothing was sent to ${aimsName(aims)}. ${actionFailureWords(error)}`);
    return undefined;
  }
}

async function isConfirmed(
  { ui, confirmation }: CommandContext,
  { signal, tallies }: SignalForecast,
  aims: readonly Aim[],
  alwaysAsk: boolean,
): Promise<boolean> {
  const ends = signal.name === 'SIGKILL' || tallies.some(({ forecast }) => mayEnd(signal, forecast));
  if (!alwaysAsk && !(ends && confirmation.isWanted)) return true;
  const commands = aims.slice(0, LISTED_COMMANDS).map((aim) => killCommand(signal, aim));
  if (aims.length > LISTED_COMMANDS) commands.push('…');
  const names = aims.length > 1 ? [aims.map(({ name }) => name).join(', ')] : [];
  const answer = await ui.ask({
    message: `Send ${signal.name} to ${aimsName(aims)}?`,
    detail: [...names, forecastWords(signal, tallies), ...commands].join('\n'),
    buttons: alwaysAsk ? ['Send'] : ['Send', "Send and Don't Ask Again"],
  });
  if (answer === "Send and Don't Ask Again") await confirmation.drop();
  return answer !== undefined;
}

function titleOf(aims: readonly Aim[]): string {
  const [first] = aims;
  return aims.length === 1 && first !== undefined ? first.title : aimsName(aims);
}
