import { actionFailureWords, processFailureWords } from '../request-failure.ts';
import type { Aim } from './aim.ts';

/** Why a request about a target failed. */
export function targetFailureWords({ aim, error }: { readonly aim: Aim; readonly error: unknown }): string {
  return aim.target.kind === 'process' ? processFailureWords(error) : actionFailureWords(error);
}
