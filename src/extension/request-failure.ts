import { HelperError, type HelperErrorCode, type HelperErrorData, type Protection } from '../shared/errors.ts';
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
  BAD_RUN: 'It cannot be run like this.',
  REFUSED: 'The runtime refused.',
  NOT_TAKEN: 'The kernel took another value than the one that was written.',
  TIMEOUT: 'The kernel did not answer in time. It is tried again in a moment.',
  CANCELLED: 'Cancelled.',
  SYSTEM: 'The kernel answered with an error.',
  INTERNAL: 'The helper failed. The log says more.',
};

/** Where the request was to change something: what is not tried again by itself. */
const ACTION_WORDS: Readonly<Partial<Record<HelperErrorCode, string>>> = {
  INVALID_PARAMS: 'The helper did not take the request. The log says more.',
  TIMEOUT: 'No answer came in time. Look whether it was done before you try again.',
};

const PROTECTIONS: Readonly<Record<Protection, string>> = {
  'machine-init': 'This is the first process of the machine, which is never touched.',
  'kernel-thread': 'This is a thread of the kernel itself, which is never touched.',
  helper: "This is Container Internals' own helper, or a program that it started.",
  editor: 'VS Code itself runs in this process or depends on it.',
  'own-container': 'VS Code itself runs in this container or in one inside of it.',
  'container-init':
    'This is the first process of a container, and what ends it ends the container: use the row of the container.',
};

/** Whether a request failed, and not a part of the extension. */
export function isRequestFailure(error: unknown): error is HelperError | HelperUnavailable {
  return error instanceof HelperError || error instanceof HelperUnavailable;
}

/** What to say where the answer to a request should stand. */
export function requestFailureWords(error: unknown): string {
  return failureWords(error, WORDS);
}

/** What to say where a request to change something failed. */
export function actionFailureWords(error: unknown): string {
  return failureWords(error, { ...WORDS, ...ACTION_WORDS });
}

/** The same where it was about one process of a container. */
export function processFailureWords(error: unknown): string {
  return failureWords(error, { ...WORDS, ...ACTION_WORDS, GONE: 'The process ended.' });
}

/** Why it is not known what became of a signal. */
export function watchFailureWords(error: unknown): string {
  return failureWords(error, { ...WORDS, ...ACTION_WORDS, GONE: 'It is not watched any more.' });
}

function failureWords(error: unknown, words: Readonly<Record<HelperErrorCode, string>>): string {
  if (error instanceof HelperUnavailable) return 'The helper is not running.';
  if (!(error instanceof HelperError)) return words.INTERNAL;
  const { data } = error;
  const sentence = protectionWords(data) ?? (Object.hasOwn(words, data.code) ? words[data.code] : words.INTERNAL);
  const told = data.detail === undefined || data.detail === '' ? sentence : detailed(data.code, sentence, data.detail);
  return data.errno === undefined ? told : `${told} (${data.errno})`;
}

function detailed(code: HelperErrorCode, sentence: string, detail: string): string {
  switch (code) {
    case 'CHANGED':
      return `Somebody else changed it meanwhile: it is ${detail} now. Look again.`;
    case 'NOT_TAKEN':
      return `The kernel took another value than the one that was written: ${detail}.`;
    default:
      return `${sentence} ${detail}`;
  }
}

function protectionWords({ code, protection }: HelperErrorData): string | undefined {
  if (code !== 'PROTECTED' || protection === undefined || !Object.hasOwn(PROTECTIONS, protection)) return undefined;
  return PROTECTIONS[protection];
}
