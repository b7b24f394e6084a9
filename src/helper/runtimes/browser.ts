import { launchedBy } from './launchers.ts';
import type { Runtime } from './runtime.ts';

/** Browsers and Electron programs put their own parts into sandboxes: namespaces, no cgroup, no record. */
export const browser: Runtime = {
  id: 'browser',
  matchLauncher: launchedBy('browser'),
};
