import { browser } from './browser.ts';
import { bubblewrap } from './bubblewrap.ts';
import { containerd } from './containerd.ts';
import { crio } from './crio.ts';
import { crun } from './crun.ts';
import { docker } from './docker.ts';
import { flatpak } from './flatpak.ts';
import { isolated } from './isolated.ts';
import { libvirt } from './libvirt.ts';
import { lxc } from './lxc.ts';
import { nspawn } from './nspawn.ts';
import { podman } from './podman.ts';
import { runc } from './runc.ts';
import type { Runtime } from './runtime.ts';
import { snap } from './snap.ts';
import { unshare } from './unshare.ts';

/**
 * All runtimes, in the order in which they are asked; the first that answers is believed.
 *
 * - Exact names come first. libvirt precedes nspawn, of whose `machine-<name>.scope` its own names are a special case.
 * - containerd comes last of those with cgroups: its `/<namespace>/<id>` fits much that others name better.
 * - The sandboxes have no cgroups. Among launchers the order does not matter: only one runtime answers for the nearest.
 */
export const RUNTIMES: readonly Runtime[] = [
  isolated,
  docker,
  podman,
  crio,
  libvirt,
  nspawn,
  lxc,
  flatpak,
  snap,
  runc,
  crun,
  containerd,
  bubblewrap,
  unshare,
  browser,
];
