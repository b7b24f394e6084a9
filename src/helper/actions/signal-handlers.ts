import { HelperError } from '../../shared/errors.ts';
import type { Handlers } from '../rpc/dispatcher.ts';

export function signalHandlers(): Pick<Handlers, 'signal/forecast' | 'signal/send' | 'signal/await'> {
  return {
    'signal/forecast': () => {
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'signal/forecast' }, 'not yet');
    },
    'signal/send': () => {
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'signal/send' }, 'not yet');
    },
    'signal/await': () => {
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'signal/await' }, 'not yet');
    },
  };
}
