import { describe, expect, it } from 'vitest';
import { HelperUnavailable } from '../../../src/extension/helper-client/failure.ts';
import {
  actionFailureWords,
  isRequestFailure,
  processFailureWords,
  requestFailureWords,
  watchFailureWords,
} from '../../../src/extension/request-failure.ts';
import {
  HelperError,
  type HelperErrorCode,
  type HelperErrorData,
  type Protection,
} from '../../../src/shared/errors.ts';
import { text } from './support/facts.ts';

const CODES: Readonly<Record<HelperErrorCode, true>> = {
  INVALID_PARAMS: true,
  UNKNOWN_METHOD: true,
  BAD_MESSAGE: true,
  NOT_INITIALIZED: true,
  ALREADY_INITIALIZED: true,
  PROTOCOL_VERSION: true,
  GONE: true,
  PERMISSION: true,
  NOT_GRANTED: true,
  STALE_TARGET: true,
  PROTECTED: true,
  CHANGED: true,
  BAD_VALUE: true,
  UNSUPPORTED: true,
  BAD_RUN: true,
  REFUSED: true,
  NOT_TAKEN: true,
  TIMEOUT: true,
  CANCELLED: true,
  SYSTEM: true,
  INTERNAL: true,
};
const PROTECTIONS: Readonly<Record<Protection, true>> = {
  'machine-init': true,
  'kernel-thread': true,
  helper: true,
  editor: true,
  'own-container': true,
  'container-init': true,
};

function failed(data: Omit<HelperErrorData, 'operation'>): HelperError {
  return new HelperError({ ...data, operation: 'x' }, 'for the log');
}

describe('a request that failed', () => {
  it.each(Object.keys(CODES) as HelperErrorCode[])('has words: %s', (code) => {
    for (const words of [requestFailureWords, actionFailureWords, processFailureWords, watchFailureWords]) {
      expect(words(failed({ code }))).toMatch(/^[A-Z].*\.$/);
      const more = words(failed({ code, detail: text('4096'), errno: 'EIO' }));
      expect(more).toMatch(/4096.* \(EIO\)$/);
      expect(more).not.toContain('for the log');
    }
  });

  it('has words of its own for each protection', () => {
    const words = (Object.keys(PROTECTIONS) as Protection[]).map((protection) =>
      actionFailureWords(failed({ code: 'PROTECTED', protection })),
    );
    expect(new Set(words).size).toBe(words.length);
    for (const one of words) expect(one).toMatch(/^[A-Z].*\.$/);
    const unheard = failed({ code: 'PROTECTED', protection: 'constructor' as Protection });
    expect(actionFailureWords(unheard)).toBe('This is never touched.');
  });

  it('is not tried again by itself where it was to change something', () => {
    expect(requestFailureWords(failed({ code: 'TIMEOUT' }))).toContain('tried again');
    expect(actionFailureWords(failed({ code: 'TIMEOUT' }))).toContain('before you try again');
  });

  it('names what ended', () => {
    const gone = failed({ code: 'GONE' });
    expect([actionFailureWords(gone), processFailureWords(gone), watchFailureWords(gone)]).toEqual([
      'The container ended.',
      'The process ended.',
      'It is not watched any more.',
    ]);
  });

  it('is told from a defect of the extension', () => {
    expect(isRequestFailure(failed({ code: 'GONE' }))).toBe(true);
    expect(isRequestFailure(new HelperUnavailable('ended'))).toBe(true);
    expect(isRequestFailure(new TypeError('x is not a function'))).toBe(false);
  });
});
