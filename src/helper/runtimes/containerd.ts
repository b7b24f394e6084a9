import type { ByteString } from '../../shared/text/display.ts';
import { describeByContainerd } from './containerd-records.ts';
import { isHexId, isOciId } from './ids.ts';
import { podOf } from './kubernetes.ts';
import { launchedBy } from './launchers.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { driverName, segmentAt } from './segment.ts';
import { isUnitName } from './systemd.ts';

/** Namespaces of containerd that everybody has; others are recognised at the root of the hierarchy only. */
const NAMESPACES: ReadonlySet<string> = new Set(['default', 'k8s.io', 'buildkit']);

/** First segments below which a second one is no container of containerd. */
const OTHERS: ReadonlySet<string> = new Set(['kubepods', 'kubelet', 'docker', 'libpod_parent', 'lxc', 'machine']);

/**
 * containerd:
 *
 * - Kubernetes: `cri-containerd-H.scope`, or H below the pod's cgroup (containerd: internal/cri/server/helpers.go)
 * - nerdctl with systemd: `nerdctl-H.scope` (nerdctl: pkg/cmd/container/run_cgroup_linux.go)
 * - else `/<namespace>/<id>` (containerd: pkg/oci/spec_opts.go `WithNamespacedCgroup`). Anybody could use such names,
 *   hence `weak`; so is a lone H, which is a container of Docker's with a cgroup parent of the user's.
 */
export const containerd: Runtime = {
  id: 'containerd',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const podId = podOf(segments, index);
    const unit = driverName(segment, 'cri-containerd') ?? driverName(segment, 'nerdctl');
    const strong = unit ?? (podId === undefined ? undefined : segment);
    if (isHexId(strong)) return { containerId: strong, payload: true, ...(podId === undefined ? {} : { podId }) };
    if (isHexId(segment) ? isPodmanPod(segments, index) : !isNamespaced(segments, index)) return undefined;
    return { containerId: segment, payload: true, weak: true };
  },

  matchLauncher: launchedBy('containerd'),

  describe: describeByContainerd,
};

/** The cgroup of a Podman pod, `/libpod_parent/H/libpod-H`. */
function isPodmanPod(segments: readonly ByteString[], index: number): boolean {
  return segmentAt(segments, index - 1) === 'libpod_parent' || segmentAt(segments, index + 1).startsWith('libpod-');
}

function isNamespaced(segments: readonly ByteString[], index: number): boolean {
  const segment = segmentAt(segments, index);
  const namespace = segmentAt(segments, index - 1);
  if (!isOciId(segment) || isUnitName(segment) || !isOciId(namespace) || isUnitName(namespace)) return false;
  if (NAMESPACES.has(namespace)) return true;
  if (index !== 1 || OTHERS.has(namespace) || OTHERS.has(segment)) return false;
  // A parent of containers that have better names further down must not be taken for one container.
  return segments.slice(index + 1).every((below) => below.length < 64 || !/[0-9a-f]{64}/.test(below));
}
