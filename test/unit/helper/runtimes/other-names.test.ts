import { describe, expect, it } from 'vitest';
import { flatpak } from '../../../../src/helper/runtimes/flatpak.ts';
import { libvirt } from '../../../../src/helper/runtimes/libvirt.ts';
import { lxc } from '../../../../src/helper/runtimes/lxc.ts';
import { nspawn } from '../../../../src/helper/runtimes/nspawn.ts';
import type { Runtime } from '../../../../src/helper/runtimes/runtime.ts';
import { snap } from '../../../../src/helper/runtimes/snap.ts';
import { candidate, fixtureContext } from './support.ts';

describe('an LXC container', () => {
  const ancestors = [{ pid: 70, comm: 'lxc-start' }];
  const describeLxc = (containerId: string | undefined, commandLine: readonly string[]) =>
    lxc.describe?.(
      candidate({ ancestors, ...(containerId === undefined ? {} : { containerId }) }),
      fixtureContext('empty', { commandLines: { 70: commandLine } }),
    );

  it.each([
    ['c1', ['[lxc monitor] /var/lib/lxc c1'], 'c1'],
    ['c1-2', ['[lxc monitor] /var/lib/lxc c1'], 'c1'],
    ['c1-2', ['[lxc monitor] /var/lib/lxc c1-2'], 'c1-2'],
    ['shop_web', ['[lxc monitor] /var/lib/incus/containers shop_web'], 'shop_web'],
    ['c1', ['[lxc monitor] /srv/my containers c1'], 'c1'],
    ['c1', ['[lxc monitor]', '/var/lib/lxc', 'c1'], 'c1'],
    ['c1', ['lxc-start', '-F', '-n', 'c1'], 'c1'],
    ['c1', ['/usr/bin/lxc-execute', '--name=c1', '--', 'sh'], 'c1'],
    [undefined, ['[lxc monitor] /var/lib/lxc c1'], 'c1'],
  ])('%j of %j is %j', async (containerId, commandLine, name) => {
    expect(await describeLxc(containerId, commandLine)).toEqual({ containerId: name, name, nameSource: 'process' });
  });

  it.each([
    ['c1', ['[lxc monitor] /var/lib/lxc other']],
    ['c1x2', ['[lxc monitor] /var/lib/lxc c1']],
    ['c1-x', ['[lxc monitor] /var/lib/lxc c1']],
    ['c1', ['[lxc monitor]']],
    ['c1', ['sh', '-c', '[lxc monitor] / c1']],
    ['c1', ['evil', '-n', 'c1']],
    ['c1', []],
  ])('%j of %j keeps its cgroup’s name', async (containerId, commandLine) => {
    expect(await describeLxc(containerId, commandLine)).toEqual({});
  });

  it('without a monitor keeps its cgroup’s name', async () => {
    expect(await lxc.describe?.(candidate({ containerId: 'c1' }), fixtureContext('empty'))).toEqual({});
  });
});

describe('an nspawn container without a scope of its own', () => {
  it.each([
    [['systemd-nspawn', '-M', 'box', '-D', '/srv/root'], 'box'],
    [['systemd-nspawn', '--machine=box'], 'box'],
    [['systemd-nspawn', '--directory=/srv/root/'], 'root'],
    [['systemd-nspawn', '-D', '/'], undefined],
    [['systemd-nspawn'], undefined],
  ])('%j is %j', async (commandLine, name) => {
    const ancestors = [{ pid: 80, comm: 'systemd-nspawn' }];
    const context = fixtureContext('empty', { commandLines: { 80: commandLine } });
    expect(await nspawn.describe?.(candidate({ ancestors }), context)).toEqual(
      name === undefined ? {} : { containerId: name, name, nameSource: 'process' },
    );
  });
});

const UUID = '6e6f0a1c-7d0d-4a53-9d0b-2f6d1f3c9a11';
const NAMES: readonly (readonly [Runtime, string, string])[] = [
  [nspawn, 'my-box', 'my-box'],
  [libvirt, 'qemu-3-web-1', 'web-1'],
  [flatpak, 'org.mozilla.firefox-4711', 'org.mozilla.firefox'],
  [snap, `firefox.firefox-${UUID}`, 'firefox'],
  [snap, `code.url-handler.${UUID}`, 'code.url-handler'],
  [snap, 'lxd.daemon', 'lxd.daemon'],
];

describe('names that cgroups tell', () => {
  it.each(NAMES.map(([runtime, id, name]) => ({ runtime, of: runtime.id, id, name })))(
    '$of: $id is $name',
    async ({ runtime, id, name }) => {
      expect(await runtime.describe?.(candidate({ containerId: id }), fixtureContext('empty'))).toEqual({
        name,
        nameSource: 'cgroup',
      });
    },
  );
});
