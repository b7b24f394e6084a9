import { HelperError } from '../../shared/errors.ts';
import type { Handlers } from '../rpc/dispatcher.ts';

export function limitHandlers(): Pick<Handlers, 'limit/plan' | 'limit/set'> {
  return {
    'limit/plan': () => {
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'limit/plan' }, 'not yet');
    },
    'limit/set': () => {
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'limit/set' }, 'not yet');
    },
  };
}
