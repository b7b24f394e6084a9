import type { ByteString } from '../../shared/text/display.ts';
import { named } from './annotations.ts';
import { launchedBy } from './launchers.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, segmentAt } from './segment.ts';
import { unescapeUnit } from './systemd.ts';

/** The name under which machined knows a domain: driver, number of the start, name. */
const MACHINE = /^(?:lxc|qemu)-\d{1,9}-([^/]{1,255})$/s;

/**
 * libvirt's containers and virtual machines (libvirt: src/util/virsystemd.c, docs/cgroups.rst):
 * `machine-<driver>\x2d<n>\x2d<name>.scope`, without systemd `<driver>-<n>-<name>.libvirt-<driver>`.
 */
export const libvirt: Runtime = {
  id: 'libvirt',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const unit = between(segment, 'machine-', '.scope');
    const machine =
      (unit === undefined ? undefined : unescapeUnit(unit)) ??
      between(segment, '', '.libvirt-lxc') ??
      between(segment, '', '.libvirt-qemu');
    return machine !== undefined && MACHINE.test(machine) ? { containerId: machine, payload: true } : undefined;
  },

  matchLauncher: launchedBy('libvirt'),

  describe: ({ containerId }) => Promise.resolve(named(domainOf(containerId), 'cgroup')),
};

function domainOf(machine: ByteString | undefined): ByteString | undefined {
  return machine === undefined ? undefined : MACHINE.exec(machine)?.[1];
}
