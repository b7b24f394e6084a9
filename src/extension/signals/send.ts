import { forecastWords } from '../../shared/signals/forecast-words.ts';
import type { CommandContext } from '../commands/command.ts';
import { tryFrozen } from '../freezing/set-frozen.ts';
import { aimsName, type Aim } from './aim.ts';
import { signalChoices } from './choices.ts';
import { isConfirmed } from './confirm.ts';
import { awaitEnds, deliver, mayRun, type Deliveries, type Delivery } from './delivery.ts';
import { thawed, type SignalForecast } from './forecasts.ts';
import { foresee, type Foresight, type PassedOver } from './foresight.ts';
import { killCommand } from './kill-command.ts';
import { outcomeOf, type NextStep } from './outcome.ts';
import { nobodyLeft, passedOverSentence } from './passed-over-words.ts';
import { stopWords } from './stop-words.ts';

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
  const foresight = await foreseeSome(context, aims);
  if (foresight === undefined) return;
  const { forecasts } = foresight;
  const chosen =
    signal === undefined
      ? await context.ui.choose(`Send signal to ${titleOf(foresight)}`, signalChoices(forecasts))
      : forecasts.find((one) => one.signal.name === signal);
  if (chosen === undefined || !(await isConfirmed(context, chosen, foresight, alwaysAsk))) return;
  await sendAndTell(context, chosen, foresight);
}

/** A signal that was sent, and what is known of it. */
interface Story {
  readonly forecast: SignalForecast;
  readonly deliveries: readonly Delivery[];
}

async function sendAndTell(
  context: CommandContext,
  forecast: SignalForecast,
  { aims, passedOver }: Pick<Foresight, 'aims' | 'passedOver'>,
): Promise<void> {
  const result = await context.ui.during(
    `Sending ${forecast.signal.name} to ${aimsName(aims)}…`,
    (progress) => deliver(context, forecast, aims, progress),
    { isCancellable: true },
  );
  await tell(context, forecast, result, { before: [], passedOver });
}

/** Tells what became of a signal, and does what the user chooses to do next. */
async function tell(
  context: CommandContext,
  forecast: SignalForecast,
  result: Deliveries,
  { before, passedOver }: { readonly before: readonly string[]; readonly passedOver: readonly PassedOver[] },
): Promise<void> {
  const outcome = result.isStopped
    ? { text: stopWords(forecast.signal, result), level: 'information' as const, buttons: ['Copy Command' as const] }
    : outcomeOf(forecast, result);
  const text = [...before, outcome.text, ...passedOverSentence(passedOver)].join(' ');
  const step = await context.ui.offer<NextStep>({ ...outcome, text });
  if (step !== undefined) await goOn(context, step, { forecast, deliveries: result.deliveries });
}

async function goOn(context: CommandContext, step: NextStep, { forecast, deliveries }: Story): Promise<void> {
  const { ui } = context;
  const left = deliveries.filter(mayRun);
  const aims = left.map(({ aim }) => aim);
  switch (step) {
    case 'Send SIGKILL':
    case 'Send SIGCONT': {
      // The button says what it does: it is not asked again. What the signal would do may be different by now.
      const foresight = await foreseeSome(context, aims);
      const next = foresight?.forecasts.find(({ signal }) => `Send ${signal.name}` === step);
      if (foresight !== undefined && next !== undefined) await sendAndTell(context, next, foresight);
      return;
    }
    case 'Thaw':
      await thawAndTell(context, { forecast, deliveries: left });
      return;
    case 'Show Why':
      await showWhy(context, forecast, aims);
      return;
    case 'Copy Command':
      await ui.copy(deliveries.map(({ aim }) => killCommand(forecast.signal, aim)).join('\n'));
      ui.tell('Copied');
  }
}

/** Thaws what the signal waits for, and goes on waiting for the end. */
async function thawAndTell(context: CommandContext, { forecast, deliveries }: Story): Promise<void> {
  const containers = [...new Set(deliveries.map(({ aim }) => aim.container))];
  const { done, text, level } = await tryFrozen(context, containers, false);
  const running = deliveries.filter(({ aim }) => done.includes(aim.container));
  if (running.length === 0) {
    await context.ui.offer({ text, level, buttons: [] });
    return;
  }
  const next = thawed(forecast);
  const result = await context.ui.during(
    `${text} Waiting for ${aimsName(running.map(({ aim }) => aim))} to end…`,
    (progress) => awaitEnds(context, next, running, progress),
    { isCancellable: true },
  );
  await tell(context, next, result, { before: [text], passedOver: [] });
}

async function showWhy(context: CommandContext, forecast: SignalForecast, aims: readonly Aim[]): Promise<void> {
  const { signal, tallies, processes } = forecast;
  const { forecasts, passedOver } = await foresee(context, aims);
  const now = forecasts.find((one) => one.signal.number === signal.number);
  const lines = [`When it was sent: ${forecastWords(signal, tallies, processes)}`];
  if (now !== undefined && now.processes > 0) {
    lines.push(`Sent now: ${forecastWords(signal, now.tallies, now.processes)}`);
  }
  await context.ui.ask({
    message: `${signal.name} to ${aimsName(aims)}`,
    detail: [...lines, ...passedOverSentence(passedOver)].join('\n'),
    buttons: [],
    isHarmless: true,
  });
}

/** What each signal would do to those of the targets that can be sent one; says so where there is none. */
async function foreseeSome(context: CommandContext, aims: readonly Aim[]): Promise<Foresight | undefined> {
  const foresight = await foresee(context, aims);
  if (foresight.aims.length > 0) return foresight;
  const { text, isGood } = nobodyLeft(foresight.passedOver);
  if (isGood) await context.ui.offer({ text, level: 'information', buttons: [] });
  else context.ui.warn(text);
  return undefined;
}

function titleOf({ aims, passedOver }: Foresight): string {
  const [first] = aims;
  const title = aims.length === 1 && first !== undefined ? first.title : aimsName(aims);
  return passedOver.length === 0 ? title : `${title} (${passedOver.length} passed over)`;
}
