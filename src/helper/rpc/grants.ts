import type { Grant, HelperMethod } from '../../shared/protocol/helper.ts';

/** What each request needs. */
export const NEEDED_GRANTS: Readonly<Record<HelperMethod, Grant>> = {
  initialize: 'inspect',
  'inventory/watch': 'inspect',
  'inventory/unwatch': 'inspect',
  'inventory/refresh': 'inspect',
  'container/processes': 'inspect',
  'container/limits': 'inspect',
  'container/knobs': 'inspect',
  'containers/sample': 'inspect',
  'signal/forecast': 'inspect',
  'signal/send': 'manage',
  'signal/await': 'inspect',
  'container/freeze': 'manage',
  'limit/plan': 'inspect',
  'limit/set': 'manage',
  'run/check': 'inspect',
  'run/start': 'manage',
  'run/transcript': 'inspect',
};
