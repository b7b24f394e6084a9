import type { ByteString } from '../../shared/text/display.ts';
import { segmentAt } from './segment.ts';

/**
 * The kubelet's cgroups of pods (kubernetes: pkg/kubelet/cm/cgroup_manager_linux.go, pod_container_manager_linux.go).
 * The containers in them belong to containerd, CRI-O or Docker, whose files ask here for the pod.
 *
 * - systemd driver: `[<root>-]kubepods[-burstable|-besteffort]-pod<uid>.slice`, with `_` for each `-` of the uid
 * - cgroupfs driver: `kubepods[/burstable|/besteffort]/pod<uid>`
 *
 * The uid is a UUID, or 32 hexadecimal digits for a static pod.
 */
const POD_SLICE =
  /^(?:[A-Za-z0-9_.-]{1,128}-)?kubepods(?:-burstable|-besteffort)?-pod([0-9A-Za-z_]{1,64}|[0-9a-f-]{36})\.slice$/;
const POD_FOLDER = /^pod([0-9A-Za-z_-]{1,64})$/;

/** The uid of the pod whose cgroup is directly above `segments[index]`, or is named in it with literal colons. */
export function podOf(segments: readonly ByteString[], index: number): ByteString | undefined {
  const [slice, ...named] = segmentAt(segments, index).split(':', 2);
  const above = segmentAt(segments, index - 1);
  const unit = POD_SLICE.exec(named.length > 0 && slice !== undefined ? slice : above);
  if (unit?.[1] !== undefined) return unit[1].replaceAll('_', '-');
  const uid = POD_FOLDER.exec(above)?.[1];
  return uid !== undefined && isPodRoot(segments, index - 2) ? uid : undefined;
}

function isPodRoot(segments: readonly ByteString[], index: number): boolean {
  const segment = segmentAt(segments, index);
  if (segment === 'kubepods') return true;
  return (segment === 'burstable' || segment === 'besteffort') && segmentAt(segments, index - 1) === 'kubepods';
}
