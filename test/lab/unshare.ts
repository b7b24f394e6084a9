import {
  LabUnavailable,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
} from './container.ts';
import { hold, type HoldOptions } from './held.ts';
import { namespacesOf } from './lsns.ts';
import { waitForInit } from './process.ts';

export interface UnshareOptions extends ContainerOptions, HoldOptions {
  /**
   * Arguments of unshare(1) beside --fork --pid; --mount-proc unless told.
   * E.g. unshareFlags.user, which an unprivileged user may use too.
   */
  readonly flags?: readonly string[];
}

/** Sets of flags for the namespaces that tests ask for. */
export const unshareFlags = {
  /** Only a pid namespace: /proc stays the machine's. */
  pidOnly: [],
  mountProc: ['--mount-proc'],
  all: ['--mount-proc', '--uts', '--ipc', '--net', '--cgroup', '--time'],
  user: ['--user', '--map-root-user', '--mount-proc'],
} as const;

/** Starts the command as pid 1 of a new pid namespace with unshare(1). The truth is lsns: inode by type. */
export async function startUnshare(lab: LabContext, options: UnshareOptions = {}): Promise<LabContainer> {
  const name = options.name ?? lab.nextName('unshare');
  // The machine's own sleep: the root folder stays the machine's too.
  const command = options.command ?? ['sleep', '3600'];
  if (process.getuid?.() !== 0 && options.flags?.includes('--user') !== true) {
    throw new LabUnavailable('unshare', 'without --user only root can');
  }
  const flags = ['--fork', '--pid', ...(options.flags ?? unshareFlags.mountProc)];
  const parent = hold(lab, 'unshare', [...flags, ...command], options);
  const init = await waitForInit(parent, 'unshare');
  parent.holds(init);
  return startedContainer(
    {
      runtime: 'unshare' as const,
      name,
      initPid: init.pid,
      monitor: parent.identity,
      truth: Object.fromEntries(await namespacesOf(init.pid)),
    },
    parent.undo,
  );
}
