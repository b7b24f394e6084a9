import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { Ancestor, LauncherMatch, Runtime } from './runtime.ts';

interface Launcher extends LauncherMatch {
  readonly runtime: RuntimeId;
  /** It only starts containers for its own parent (runc under conmon), which is then the launcher that counts. */
  readonly passing?: true;
}

/** Ancestors looked at: conmon -> runc -> its two stages is the longest chain of launchers. */
const REACH = 4;

const BROWSERS = [
  ...['chrome', 'chromium', 'chromium-browse', 'chrome-sandbox', 'chrome_crashpad', 'nacl_helper', 'brave', 'msedge'],
  ...['opera', 'vivaldi-bin', 'electron', 'code', 'code-insiders', 'code-oss', 'codium', 'slack', 'Discord'],
  ...['signal-desktop', 'QtWebEngineProc', 'firefox', 'firefox-bin', 'firefox-esr', 'thunderbird', 'thunderbird-bin'],
  ...['forkserver', 'Web Content', 'Isolated Web Co', 'WebExtensions', 'Privileged Cont', 'Utility Process'],
];

/** By comm, which the kernel cuts to 15 bytes: proc_pid_comm(5). */
const LAUNCHERS: ReadonlyMap<ByteString, Launcher> = new Map<ByteString, Launcher>([
  ['containerd-shim', { runtime: 'containerd', kind: 'container', label: 'containerd', ownsCgroup: true }],
  // Podman's and CRI-O's; which of them, the bundle tells.
  ['conmon', { runtime: 'podman', kind: 'container', label: 'conmon', ownsCgroup: true }],
  ['conmonrs', { runtime: 'cri-o', kind: 'container', label: 'conmonrs', ownsCgroup: true }],
  ...['lxc-start', 'lxc-execute', 'lxd', 'incusd', '[lxc monitor]', '[lxc monitor] ', '[lxc monitor] /'].map(
    (comm): [string, Launcher] => [comm, { runtime: 'lxc', kind: 'container', label: 'lxc', ownsCgroup: false }],
  ),
  ['systemd-nspawn', { runtime: 'nspawn', kind: 'container', label: 'systemd-nspawn', ownsCgroup: false }],
  ['libvirt_lxc', { runtime: 'libvirt', kind: 'container', label: 'libvirt', ownsCgroup: false }],
  ['runc', { runtime: 'runc', kind: 'container', label: 'runc', ownsCgroup: false, passing: true }],
  ['runc:[0:PARENT]', { runtime: 'runc', kind: 'container', label: 'runc', ownsCgroup: false, passing: true }],
  ['runc:[1:CHILD]', { runtime: 'runc', kind: 'container', label: 'runc', ownsCgroup: false, passing: true }],
  ['crun', { runtime: 'crun', kind: 'container', label: 'crun', ownsCgroup: false, passing: true }],
  ['bwrap', { runtime: 'bubblewrap', kind: 'sandbox', label: 'bwrap', ownsCgroup: false }],
  ['unshare', { runtime: 'unshare', kind: 'sandbox', label: 'unshare', ownsCgroup: false }],
  ...BROWSERS.map((comm): [string, Launcher] => [
    comm,
    { runtime: 'browser', kind: 'sandbox', label: comm, ownsCgroup: false },
  ]),
]);

/**
 * `matchLauncher` of one runtime. Launchers fork their container's init themselves, so only an unbroken chain of them,
 * from the parent on, counts: a program that a shell in a container or in an editor's terminal started owes nothing to
 * the shim or the editor further up.
 */
export function launchedBy(runtime: RuntimeId): NonNullable<Runtime['matchLauncher']> {
  return (ancestors) => {
    const launcher = nearestLauncher(ancestors);
    if (launcher?.runtime !== runtime) return undefined;
    return { kind: launcher.kind, label: launcher.label, ownsCgroup: launcher.ownsCgroup };
  };
}

/** The nearest of the ancestors that bears one of these names. */
export function ancestorNamed(ancestors: readonly Ancestor[], ...comms: readonly ByteString[]): Ancestor | undefined {
  return ancestors.slice(0, REACH).find((ancestor) => comms.includes(ancestor.comm));
}

function nearestLauncher(ancestors: readonly Ancestor[]): Launcher | undefined {
  let nearest: Launcher | undefined;
  for (const { comm } of ancestors.slice(0, REACH)) {
    const launcher = LAUNCHERS.get(comm);
    if (launcher === undefined) return nearest;
    if (launcher.passing !== true) return nearest === undefined || launcher.kind === 'container' ? launcher : nearest;
    nearest ??= launcher;
  }
  return nearest;
}
