import { HelperError } from '../../shared/errors.ts';
import type { Handlers } from '../rpc/dispatcher.ts';

export function freezeHandlers(): Pick<Handlers, 'container/freeze'> {
  return {
    'container/freeze': () => {
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'container/freeze' }, 'not yet');
    },
  };
}
