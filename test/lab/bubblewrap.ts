import {
  defaultCommand,
  LabUnavailable,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
} from './container.ts';
import { hasCommand, waitFor } from './exec.ts';
import { hold, type HoldOptions } from './held.ts';
import { numberAt, parseObject } from './json.ts';
import { childrenOf, identify } from './process.ts';

export interface BubblewrapOptions extends ContainerOptions, HoldOptions {
  /** What becomes its root; the machine's own for another user, who need not reach the lab's. */
  readonly root?: string;
  /** More arguments of bwrap, e.g. --share-net. */
  readonly extraArgs?: readonly string[];
}

/**
 * Starts a sandbox with bwrap. The truth is its --json-status-fd: the pid of
 * its own init (`child-pid`) and the inode of each namespace (`pid-namespace`, …).
 * The command is the init's child.
 */
export async function startBubblewrap(lab: LabContext, options: BubblewrapOptions = {}): Promise<LabContainer> {
  if (!(await hasCommand('bwrap'))) throw new LabUnavailable('bubblewrap', 'it is not installed');
  const name = options.name ?? lab.nextName('bwrap');
  const root = options.root ?? (options.uid === undefined ? lab.rootfs : '/');
  const parent = hold(
    lab,
    'bwrap',
    [
      ...['--unshare-all', '--hostname', name, '--ro-bind', root, '/', '--proc', '/proc', '--dev', '/dev'],
      ...['--json-status-fd', '3'],
      ...(options.extraArgs ?? []),
      ...(options.command ?? defaultCommand),
    ],
    options,
  );
  const truth = await waitFor('the status of bwrap', () => {
    parent.check();
    const [line = '', end] = parent.status().split('\n');
    return end === undefined ? undefined : parseObject(line, 'bwrap');
  });
  const initPid = numberAt(truth, ['child-pid'], 1);
  parent.holds(identify(initPid));
  await waitFor('the command in bwrap', () => {
    parent.check();
    return childrenOf(initPid).length > 0;
  });
  return startedContainer(
    { runtime: 'bubblewrap' as const, name, initPid, monitor: parent.identity, truth },
    parent.undo,
  );
}
