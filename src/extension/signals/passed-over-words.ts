import { HelperError } from '../../shared/errors.ts';
import { listOf } from '../../shared/format/list.ts';
import { targetFailureWords } from './failure-words.ts';
import type { PassedOver } from './foresight.ts';

/** `Passed over: web (14008), which ended meanwhile.` Nothing where nobody was. */
export function passedOverSentence(passedOver: readonly PassedOver[]): string[] {
  if (passedOver.length === 0) return [];
  const gone = passedOver.filter(hasEnded).map(({ aim }) => aim.name);
  const parts = gone.length === 0 ? [] : [`${listOf(gone)}, which ended meanwhile`];
  return [`Passed over: ${[...parts, ...refusals(passedOver)].join('; ')}.`];
}

/** What is said where no target is left, and whether that is only since all of them ended. */
export function nobodyLeft(passedOver: readonly PassedOver[]): { readonly text: string; readonly isGood: boolean } {
  const gone = passedOver.filter(hasEnded).map(({ aim }) => aim.name);
  const ended = gone.length === 0 ? [] : [`${listOf(gone)} ended meanwhile`];
  const isGood = gone.length === passedOver.length;
  const [only] = passedOver;
  if (passedOver.length === 1 && only !== undefined && !isGood) {
    return { text: `Nothing was sent to ${only.aim.name}. ${targetFailureWords(only)}`, isGood };
  }
  const text = `${[...ended, ...refusals(passedOver)].join('; ')}.`;
  return { text: isGood ? text : `Nothing was sent. ${text}`, isGood };
}

/** What ended was to be ended, mostly: that is no failure. Where its number was given away it ended too. */
function hasEnded({ error }: PassedOver): boolean {
  return error instanceof HelperError && (error.data.code === 'GONE' || error.data.code === 'STALE_TARGET');
}

function refusals(passedOver: readonly PassedOver[]): string[] {
  return passedOver
    .filter((one) => !hasEnded(one))
    .map((one) => `${one.aim.name}: ${targetFailureWords(one).replace(/\.$/, '')}`);
}
