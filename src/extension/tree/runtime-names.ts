import type { RuntimeId } from '../../shared/model/container.ts';

/** What the runtimes call themselves. */
export const RUNTIME_NAMES: Readonly<Record<RuntimeId, string>> = {
  isolated: 'Run Isolated',
  docker: 'Docker',
  podman: 'Podman',
  containerd: 'containerd',
  'cri-o': 'CRI-O',
  runc: 'runc',
  crun: 'crun',
  lxc: 'LXC',
  nspawn: 'systemd-nspawn',
  libvirt: 'libvirt',
  flatpak: 'Flatpak',
  snap: 'Snap',
  bubblewrap: 'bubblewrap',
  unshare: 'unshare',
  browser: 'Browser sandbox',
  unknown: 'Unknown runtime',
};

/** The runtime in the middle of a row. */
export function runtimeWord(runtime: RuntimeId): string {
  if (runtime === 'unknown') return 'unknown runtime';
  return runtime === 'nspawn' ? RUNTIME_NAMES.nspawn : runtime;
}
