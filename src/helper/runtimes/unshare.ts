import { launchedBy } from './launchers.ts';
import type { Runtime } from './runtime.ts';

/** unshare(1) with `--fork` waits for its program. Without, it has become the program and leaves no trace. */
export const unshare: Runtime = {
  id: 'unshare',
  matchLauncher: launchedBy('unshare'),
};
