import { launchedBy } from './launchers.ts';
import type { Runtime } from './runtime.ts';

/** bubblewrap makes no cgroup: its namespaces show it, and the program that waits for it names it. See bwrap(1). */
export const bubblewrap: Runtime = {
  id: 'bubblewrap',
  matchLauncher: launchedBy('bubblewrap'),
};
