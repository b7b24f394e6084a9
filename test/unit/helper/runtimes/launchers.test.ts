import { describe, expect, it } from 'vitest';
import { RUNTIMES } from '../../../../src/helper/runtimes/table.ts';

/** All runtimes that claim a process with these ancestors, parent first. */
function launched(...comms: readonly string[]): string[] {
  const ancestors = comms.map((comm, index) => ({ pid: 100 - index, comm }));
  return RUNTIMES.flatMap((runtime) => {
    const match = runtime.matchLauncher?.(ancestors);
    return match === undefined
      ? []
      : [`${runtime.id} ${match.kind} ${match.label}${match.ownsCgroup ? ' with a cgroup' : ''}`];
  });
}

describe('launchers', () => {
  it.each([
    [['containerd-shim', 'systemd'], 'containerd container containerd with a cgroup'],
    [['conmon', 'systemd'], 'podman container conmon with a cgroup'],
    [['runc', 'conmon'], 'podman container conmon with a cgroup'],
    [['runc:[1:CHILD]', 'runc:[0:PARENT]', 'runc', 'containerd-shim'], 'containerd container containerd with a cgroup'],
    [['runc', 'bash', 'sshd'], 'runc container runc'],
    [['crun', 'conmon'], 'podman container conmon with a cgroup'],
    [['crun'], 'crun container crun'],
    [['crun', 'code'], 'crun container crun'],
    [['lxc-start', 'systemd'], 'lxc container lxc'],
    [['[lxc monitor] /'], 'lxc container lxc'],
    [['incusd'], 'lxc container lxc'],
    [['systemd-nspawn', 'bash'], 'nspawn container systemd-nspawn'],
    [['libvirt_lxc'], 'libvirt container libvirt'],
    [['bwrap', 'bash', 'containerd-shim'], 'bubblewrap sandbox bwrap'],
    [['unshare', 'bash', 'code'], 'unshare sandbox unshare'],
    [['chromium', 'chromium'], 'browser sandbox chromium'],
    [['Web Content', 'firefox'], 'browser sandbox Web Content'],
  ])('%j', (comms, claim) => {
    expect(launched(...comms)).toEqual([claim]);
  });

  it.each([
    [[]],
    [['systemd']],
    [['']],
    // A container's own program made the sandbox, not the shim.
    [['nginx', 'containerd-shim']],
    // A person in a terminal made it, not the editor.
    [['make', 'bash', 'code', 'code']],
    [['containerd-shim2']],
    [['Conmon']],
    [['conmon\n']],
    [['constructor']],
    [['__proto__']],
  ])('%j is nobody’s', (comms) => {
    expect(launched(...comms)).toEqual([]);
  });
});
