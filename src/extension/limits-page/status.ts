import type { PageStatus } from '../../shared/protocol/limits-page.ts';
import type { HelperState } from '../helper-client/api.ts';
import { stopWords } from '../helper-client/failure.ts';
import { requestFailureWords } from '../request-failure.ts';

export interface StatusFacts {
  readonly helper: HelperState;
  /** Whether the inventory has the container. */
  readonly isListed: boolean;
  readonly hasInventoryFailed: boolean;
  /** That the container ended, and when, where that was seen (epoch milliseconds). */
  readonly ended: { readonly at?: number } | undefined;
  /** Whether there is a sample to show. */
  readonly hasMoment: boolean;
  /** Why the last request gave no sample, where it did not. */
  readonly failure: unknown;
}

/** What the page says about what it shows. */
export function pageStatus({ helper, ended, ...facts }: StatusFacts): PageStatus {
  // What ended stays so, whatever becomes of the helper.
  if (ended !== undefined) return { kind: 'ended', ...ended };
  switch (helper.kind) {
    case 'idle':
    case 'starting':
      return { kind: facts.hasMoment ? 'restarting' : 'loading' };
    case 'restarting':
      return { kind: 'restarting' };
    case 'stopped':
      return { kind: 'stopped', words: `The helper ${stopWords(helper.why, helper.crashes)}. Restart it to go on.` };
    case 'running':
      return runningStatus(facts);
  }
}

function runningStatus({
  isListed,
  hasInventoryFailed,
  hasMoment,
  failure,
}: Omit<StatusFacts, 'helper' | 'ended'>): PageStatus {
  if (failure !== undefined) return { kind: 'failed', words: requestFailureWords(failure) };
  if (isListed) return { kind: hasMoment ? 'live' : 'loading' };
  if (!hasInventoryFailed) return { kind: 'loading' };
  return {
    kind: 'failed',
    words: 'The containers could not be read. It is tried again in a moment. The log says why.',
  };
}
