import { HelperError, type HelperErrorCode } from '../shared/errors.ts';
import { HelperUnavailable } from './helper-client/failure.ts';

/** Every text about a request that failed, with the next step where there is one. */
const WORDS: Readonly<Record<HelperErrorCode, string>> = {
  UNKNOWN_METHOD: 'The helper has another version than this extension. Reload the window.',
  BAD_MESSAGE: 'The helper did not understand the question. The log says more.',
  INVALID_PARAMS: 'The helper did not understand the question. The log says more.',
  NOT_INITIALIZED: 'The helper is not ready yet. Refresh in a moment.',
  ALREADY_INITIALIZED: 'The helper was started twice. Restart it.',
  PROTOCOL_VERSION: 'The helper has another version than this extension. Reload the window.',
  GONE: 'The container ended.',
  PERMISSION: 'The kernel refused: this needs root.',
  NOT_GRANTED: 'The helper may not do this: it works with the right to read only.',
  STALE_TARGET: 'The process ended, and another one has its number now. Nothing was done to that one.',
  PROTECTED: 'This is never touched.',
  CHANGED: 'Somebody else changed it meanwhile. Look again.',
  BAD_VALUE: 'The kernel does not take this value.',
  UNSUPPORTED: 'This kernel, or this container, does not have that.',
  REFUSED: 'The runtime refused.',
  NOT_TAKEN: 'The kernel took another value than the one that was written.',
  TIMEOUT: 'The kernel did not answer in time. It is tried again in a moment.',
  CANCELLED: 'Cancelled.',
  SYSTEM: 'The kernel answered with an error.',
  INTERNAL: 'The helper failed. The log says more.',
};

/** What to say where the answer to a request should stand. */
export function requestFailureWords(error: unknown): string {
  if (error instanceof HelperUnavailable) return 'The helper is not running.';
  if (!(error instanceof HelperError)) return WORDS.INTERNAL;
  const words = Object.hasOwn(WORDS, error.data.code) ? WORDS[error.data.code] : WORDS.INTERNAL;
  return error.data.errno === undefined ? words : `${words} (${error.data.errno})`;
}
