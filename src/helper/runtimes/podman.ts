import type { ByteString } from '../../shared/text/display.ts';
import { pauseAtDocker } from './docker-pause.ts';
import { isHexId } from './ids.ts';
import { launchedBy } from './launchers.ts';
import { podmanSockets } from './podman-api.ts';
import { describeByPodman } from './podman-records.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, driverName, segmentAt } from './segment.ts';

/**
 * Podman (podman: libpod/container_internal_linux.go `getOCICgroupPath`, libpod/oci_conmon_linux.go,
 * libpod/runtime_pod_linux.go):
 *
 * - systemd: `machine.slice/libpod-H.scope`, rootless in `user.slice`; in a pod `<slice>-libpod_pod_H.slice/` above it
 * - cgroupfs: `/libpod_parent[/H of the pod]/libpod-H`
 * - `--cgroups=split`, as Quadlets have it: `<unit>.service/libpod-payload-H`
 * - conmon, which is no payload: `libpod-conmon-H.scope`, `/libpod_parent[/H]/conmon`
 */
export const podman: Runtime = {
  id: 'podman',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    if (isMonitor(segments, index)) return { payload: false };
    const containerId = [
      driverName(segment, 'libpod'),
      between(segment, 'libpod-payload-', ''),
      between(segment, 'libpod-', ''),
    ].find(isHexId);
    if (containerId === undefined) return undefined;
    const podId = podAbove(segments, index);
    return { containerId, payload: true, ...(podId === undefined ? {} : { podId }) };
  },

  matchLauncher: launchedBy('podman'),

  describe: describeByPodman,

  pause: (request, control) => pauseAtDocker(request, podmanSockets(control), control),
};

function isMonitor(segments: readonly ByteString[], index: number): boolean {
  const segment = segmentAt(segments, index);
  const monitored = between(segment, 'libpod-conmon-', '.scope') ?? between(segment, 'libpod-conmon-', '');
  if (isHexId(monitored)) return true;
  if (segment !== 'conmon') return false;
  const above = segmentAt(segments, index - 1);
  return above === 'libpod_parent' || (isHexId(above) && segmentAt(segments, index - 2) === 'libpod_parent');
}

function podAbove(segments: readonly ByteString[], index: number): ByteString | undefined {
  const above = segmentAt(segments, index - 1);
  const slice = between(above, '', '.slice');
  if (slice === undefined) return isHexId(above) ? above : undefined;
  const mark = slice.lastIndexOf('libpod_pod_');
  const podId = slice.slice(mark + 'libpod_pod_'.length);
  return mark >= 0 && (mark === 0 || slice[mark - 1] === '-') && isHexId(podId) ? podId : undefined;
}
