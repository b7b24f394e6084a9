import { countOf } from '../../shared/format/count.ts';
import { ENDED_LIMIT, type EndedProcess, type SendFailure, type SendResult } from '../../shared/protocol/actions.ts';
import { endingWords, formatSeconds } from '../../shared/signals/ending-words.ts';
import { forecastWords, isWithoutEffect, waitsForThaw } from '../../shared/signals/forecast-words.ts';
import { containerName } from '../container-name.ts';
import { watchFailureWords } from '../request-failure.ts';
import { aimsName } from './aim.ts';
import { isOpen, type Deliveries, type Delivery } from './delivery.ts';
import { targetFailureWords } from './failure-words.ts';
import type { SignalForecast } from './forecasts.ts';
import { isMeantToEnd } from './patience.ts';

export type NextStep = 'Send SIGKILL' | 'Send SIGCONT' | 'Thaw' | 'Show Why' | 'Copy Command';

/** What is said about a signal that was sent, and what is offered to do next. */
export interface Outcome {
  readonly text: string;
  readonly level: 'information' | 'warning';
  readonly buttons: readonly NextStep[];
}

/** What became of a signal. */
export function outcomeOf(
  forecast: SignalForecast,
  { deliveries, waited }: Pick<Deliveries, 'deliveries' | 'waited'>,
): Outcome {
  const left = sum(deliveries, (one) => (one.kind === 'sent' && isOpen(one) ? one.left : 0));
  const sent = sum(deliveries, (one) => (one.kind === 'sent' ? one.result.sent : 0));
  const [only] = deliveries;
  const text =
    deliveries.length === 1 && only !== undefined && isAboutOne(only)
      ? oneText(forecast, only, waited)
      : manyText(forecast, deliveries, waited);
  return { text, level: sent === 0 ? 'warning' : 'information', buttons: nextSteps(forecast, sent, left) };
}

/** Whether it is the story of one process, which can be told whole. */
function isAboutOne(delivery: Delivery): boolean {
  return delivery.kind === 'failed' || delivery.aim.target.kind !== 'all';
}

function oneText(forecast: SignalForecast, delivery: Delivery, waited: number): string {
  const { aim } = delivery;
  const { name } = forecast.signal;
  if (delivery.kind === 'failed') return `Sending ${name} to ${aim.name} failed. ${targetFailureWords(delivery)}`;
  const { result, ended, left, error } = delivery;
  if (result.sent === 0) return `${name} was not sent to ${aim.name}: ${failureText(result.failed)}.`;
  if (error !== undefined) {
    return `${name} sent to ${aim.name}. What became of it is not known: ${watchFailureWords(error)}`;
  }
  const [end] = ended;
  if (left === 0 && end !== undefined) return `${processName(delivery, end)} ${endingWords(end, name)}.`;
  return `${name} sent to ${aim.name}${stillText(forecast, waited)}`;
}

function processName({ aim }: Delivery, { process }: EndedProcess): string {
  return aim.target.kind === 'init' ? `PID ${process.pid} of ${containerName(aim.container)}` : `PID ${process.pid}`;
}

/** What is said of a process that goes on. */
function stillText(forecast: SignalForecast, waited: number): string {
  if (forecast.tallies.some((one) => waitsForThaw(one.forecast))) {
    return ': it is frozen, and the signal waits until it is thawed.';
  }
  if (isMeantToEnd(forecast)) return `: still running after ${formatSeconds(waited)}.`;
  const { signal, tallies, processes } = forecast;
  return `. ${withStop(forecastWords(signal, tallies, processes))}`;
}

function manyText(forecast: SignalForecast, deliveries: readonly Delivery[], waited: number): string {
  const { name } = forecast.signal;
  const parts: string[] = [];
  const went = deliveries.filter((one) => one.kind === 'sent');
  const sent = sum(went, ({ result }) => result.sent);
  const left = sum(went, (one) => (isOpen(one) ? one.left : 0));
  const ended = sum(went, endedCount);
  // Those that the helper has no room to watch, or could not tell of.
  const unknown = sent - left - ended;
  if (ended > 0) parts.push(`${ended} ended`);
  if (left > 0) parts.push(`${left} ${left === 1 ? 'is' : 'are'} still running after ${formatSeconds(waited)}`);
  if (unknown > 0) parts.push(`of ${unknown} it is not known`);
  const whom = aimsName(deliveries.map(({ aim }) => aim));
  const head = `${name} sent to ${countOf(sent, 'process', 'processes')} (${whom})`;
  const sentences = [sent === 0 ? `${name} was sent to nobody (${whom})` : `${head}: ${parts.join(', ')}`];
  const failed = went.flatMap(({ result }) => result.failed);
  if (failed.length > 0) sentences.push(`Not sent to ${failed.length}: ${failureText(failed)}`);
  for (const one of deliveries) {
    if (one.kind === 'failed')
      sentences.push(`Sending it to ${one.aim.name} failed: ${withoutStop(targetFailureWords(one))}`);
  }
  return `${sentences.join('. ')}.`;
}

/** How many ended. Of very many the helper tells of some only: then all that are not left. */
function endedCount({ result, ended, left }: Delivery & { readonly kind: 'sent' }): number {
  return ended.length < ENDED_LIMIT ? ended.length : result.sent - left;
}

const FAILURES: Readonly<Record<SendFailure, string>> = {
  gone: 'it ended meanwhile',
  zombie: 'it is a zombie, and nothing is left to signal',
  permission: 'the kernel refused, this needs root',
  error: 'the kernel answered with an error',
};

function failureText(failed: SendResult['failed']): string {
  const words = failed.map(({ why, errno }) => (errno === undefined ? FAILURES[why] : `${FAILURES[why]} (${errno})`));
  return words.length === 0 ? 'there is no process' : [...new Set(words)].join('; ');
}

function nextSteps(forecast: SignalForecast, sent: number, left: number): NextStep[] {
  if (sent === 0) return ['Copy Command'];
  if (left === 0) return ['Copy Command'];
  const { signal, tallies } = forecast;
  if (tallies.some((one) => waitsForThaw(one.forecast))) return ['Thaw', 'Show Why', 'Copy Command'];
  if (signal.name === 'SIGKILL') return ['Show Why', 'Copy Command'];
  if (isMeantToEnd(forecast)) return ['Send SIGKILL', 'Show Why', 'Copy Command'];
  if (tallies.some((one) => one.forecast.kind === 'effect' && one.forecast.effect === 'stops')) {
    return ['Send SIGCONT', 'Copy Command'];
  }
  return tallies.some((one) => isWithoutEffect(one.forecast)) ? ['Show Why', 'Copy Command'] : ['Copy Command'];
}

function withStop(sentence: string): string {
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
