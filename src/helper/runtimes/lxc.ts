import { isRead } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { named } from './annotations.ts';
import { optionValue } from './arguments.ts';
import { isDots } from './ids.ts';
import { launchedBy } from './launchers.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, segmentAt } from './segment.ts';

/**
 * LXC, and LXD and Incus upon it (lxc: src/lxc/cgroups/cgfsng.c): `lxc.payload.<name>` since version 4, with `-N`
 * where that was taken; `lxc.payload/<name>` and `lxc/<name>` before. `lxc.monitor…` is no payload.
 */
export const lxc: Runtime = {
  id: 'lxc',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const above = segmentAt(segments, index - 1);
    if (segment === '' || isDots(segment)) return undefined;
    if (between(segment, 'lxc.monitor.', '') !== undefined || above === 'lxc.monitor') return { payload: false };
    const containerId =
      between(segment, 'lxc.payload.', '') ?? (above === 'lxc.payload' || above === 'lxc' ? segment : undefined);
    return containerId === undefined ? undefined : { containerId, payload: true };
  },

  matchLauncher: launchedBy('lxc'),

  /** The monitor knows the name without the `-N` that its cgroup may have got: it is the nearest ancestor. */
  async describe({ ancestors, containerId }, context) {
    const monitor = ancestors[0];
    if (monitor === undefined) return {};
    const commandLine = await context.commandLine(monitor.pid);
    const name = isRead(commandLine) ? monitoredName(commandLine.value) : undefined;
    if (name === undefined || !isCgroupOf(containerId, name)) return {};
    return { containerId: name, ...named(name, 'process') };
  },
};

/**
 * `[lxc monitor] <path> <name>`, one argument that the monitor sets as its title (lxc: src/lxc/lxccontainer.c
 * `do_lxcapi_start`), or the name that `lxc-start -F` was given: lxc-start(1).
 */
function monitoredName(commandLine: readonly ByteString[]): ByteString | undefined {
  const title = commandLine.join(' ');
  if (title.startsWith('[lxc monitor] ')) return /^\[lxc monitor\] \/.* ([^ /]{1,255}) *$/s.exec(title)?.[1];
  return /(?:^|\/)lxc-(?:start|execute)$/.test(commandLine[0] ?? '')
    ? optionValue(commandLine, '-n', '--name')
    : undefined;
}

function isCgroupOf(containerId: ByteString | undefined, name: ByteString): boolean {
  if (containerId === undefined || containerId === name) return true;
  return containerId.startsWith(`${name}-`) && /^\d{1,9}$/.test(containerId.slice(name.length + 1));
}
