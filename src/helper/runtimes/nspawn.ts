import { isRead } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { named } from './annotations.ts';
import { optionValue } from './arguments.ts';
import { ancestorNamed, launchedBy } from './launchers.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, segmentAt } from './segment.ts';
import { unescapeUnit } from './systemd.ts';

/**
 * systemd-nspawn (systemd: src/machine/machine-dbus.c, src/nspawn/nspawn-register.c, src/nspawn/nspawn-cgroup.c):
 * `machine-<name>.scope` or `systemd-nspawn@<name>.service`, with `--register=no` `machine.slice/<name>.scope`. On
 * version 2 the container is in `payload` below it, and nspawn itself in `supervisor`; without a scope of its own only
 * `payload` is left.
 */
export const nspawn: Runtime = {
  id: 'nspawn',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const below = segmentAt(segments, index + 1);
    const name = machineName(segment) ?? unregisteredName(segments, index);
    if (name !== undefined) {
      if (below === 'supervisor') return { payload: false };
      const containerId = unescapeUnit(name);
      // A service holds nspawn itself as well where the hierarchy has no `payload`.
      const weak = segment.endsWith('.service') && below !== 'payload';
      return { containerId, payload: true, ...(weak ? { weak } : {}) };
    }
    const opened = machineName(segmentAt(segments, index - 1)) ?? unregisteredName(segments, index - 1);
    return segment === 'payload' && opened === undefined ? { payload: true, weak: true } : undefined;
  },

  matchLauncher: launchedBy('nspawn'),

  /** systemd-nspawn(1): the machine's name is that of the folder or image unless `--machine` says another. */
  async describe({ ancestors, containerId }, context) {
    if (containerId !== undefined) return named(containerId, 'cgroup');
    const process = ancestorNamed(ancestors, 'systemd-nspawn');
    const commandLine = process === undefined ? undefined : await context.commandLine(process.pid);
    if (commandLine === undefined || !isRead(commandLine)) return {};
    const tree = optionValue(commandLine.value, '-D', '--directory', '-i', '--image');
    const name = optionValue(commandLine.value, '-M', '--machine') ?? tree?.replace(/\/+$/, '').split('/').at(-1);
    return name === undefined || name === '' ? {} : { containerId: name, ...named(name, 'process') };
  },
};

function machineName(segment: ByteString): ByteString | undefined {
  return between(segment, 'machine-', '.scope') ?? between(segment, 'systemd-nspawn@', '.service');
}

function unregisteredName(segments: readonly ByteString[], index: number): ByteString | undefined {
  const below = segmentAt(segments, index + 1);
  if (segmentAt(segments, index - 1) !== 'machine.slice' || (below !== 'payload' && below !== 'supervisor')) {
    return undefined;
  }
  return between(segmentAt(segments, index), '', '.scope');
}
