import type { Handlers } from '../rpc/dispatcher.ts';
import { LimitChanger, type LimitParts } from './limit-changer.ts';

/** Answers the requests about changes of limits. */
export function limitHandlers(parts: LimitParts): Pick<Handlers, 'limit/plan' | 'limit/set'> {
  const changer = new LimitChanger(parts);
  return {
    'limit/plan': (params) => changer.plan(params),
    'limit/set': (params) => changer.set(params),
  };
}
