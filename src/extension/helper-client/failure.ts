import type { HelperEnd } from './launcher.ts';

/** Why a helper is no longer of use. */
export type HelperFailure =
  | HelperEnd
  /** A request was not answered within its deadline. */
  | { readonly kind: 'not-answering'; readonly method: string; readonly seconds: number }
  /** What it wrote is not the protocol. */
  | { readonly kind: 'broken'; readonly message: string }
  /** It refused to begin. */
  | { readonly kind: 'refused'; readonly message: string }
  /** It speaks another version of the protocol. */
  | { readonly kind: 'version' };

/** A request that could not be made, or not be answered, because there is no working helper. */
export class HelperUnavailable extends Error {
  override readonly name = 'HelperUnavailable';
}

/** Whether another start may help. */
export function isWorthRestart(failure: HelperFailure): boolean {
  return failure.kind !== 'version';
}

/** Why, as the rest of a sentence that begins with "The helper": `was killed (SIGKILL)`. */
export function failureWords(failure: HelperFailure): string {
  switch (failure.kind) {
    case 'exit':
      return failure.signal === null ? `ended with code ${failure.code ?? 0}` : `was killed (${failure.signal})`;
    case 'spawn':
      return `could not be started (${failure.message})`;
    case 'not-answering':
      return `did not answer within ${failure.seconds} s`;
    case 'broken':
      return `sent something that is not its protocol`;
    case 'refused':
      return `refused to begin (${failure.message})`;
    case 'version':
      return 'has another version than this extension: reload the window';
  }
}

/** Why it is not started again, as the rest of a sentence that begins with "The helper". */
export function stopWords(why: HelperFailure, crashes?: number): string {
  const words = failureWords(why);
  return crashes === undefined ? words : `failed ${crashes} times, the last time it ${words}`;
}
