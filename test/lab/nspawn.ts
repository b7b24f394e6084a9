import { join } from 'node:path';
import {
  defaultCommand,
  LabUnavailable,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
} from './container.ts';
import { hasCommand } from './exec.ts';
import { hold, type HoldOptions } from './held.ts';
import { namespacesOf } from './lsns.ts';
import { waitForInit } from './process.ts';
import { copyRootfs } from './rootfs.ts';

export interface NspawnOptions extends ContainerOptions, Pick<HoldOptions, 'env'> {
  /** Told to systemd, which gives it a scope of its own in machine.slice; takes a machine with systemd. */
  readonly registered?: boolean;
  /** More arguments of systemd-nspawn. */
  readonly extraArgs?: readonly string[];
}

/**
 * Starts a container with systemd-nspawn, without systemd unless told: not
 * registered, and in the caller's own cgroup, below which it makes `payload` and
 * `supervisor` (shared by all that are started from the same cgroup). The truth is lsns.
 */
export async function startNspawn(lab: LabContext, options: NspawnOptions = {}): Promise<LabContainer> {
  if (process.getuid?.() !== 0) throw new LabUnavailable('nspawn', 'only root can run it');
  if (!(await hasCommand('systemd-nspawn'))) throw new LabUnavailable('nspawn', 'it is not installed');
  const name = options.name ?? lab.nextName('nspawn');
  const root = await copyRootfs(join(lab.folder, `root-${name}`));
  const parent = hold(
    lab,
    'systemd-nspawn',
    [
      '--quiet',
      ...(options.registered === true ? [] : ['--register=no', '--keep-unit']),
      '--resolv-conf=off',
      '--timezone=off',
      `--machine=${name}`,
      `--directory=${root}`,
      ...(options.extraArgs ?? []),
      ...(options.command ?? defaultCommand),
    ],
    options.env === undefined ? {} : { env: options.env },
  );
  const init = await waitForInit(parent, 'systemd-nspawn');
  parent.holds(init);
  return startedContainer(
    {
      runtime: 'nspawn' as const,
      name,
      initPid: init.pid,
      monitor: parent.identity,
      truth: Object.fromEntries(await namespacesOf(init.pid)),
    },
    parent.undo,
  );
}
