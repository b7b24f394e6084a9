import { describeAnnotations } from './annotations.ts';
import { readConmon } from './conmon.ts';
import { isHexId, isPathId } from './ids.ts';
import { podOf } from './kubernetes.ts';
import { launchedBy } from './launchers.ts';
import { firstAnnotations, givenBundles } from './oci.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, driverName, segmentAt } from './segment.ts';

/** `<root>/<driver>-containers/<id>/userdata` of containers/storage, its run root first: CRI-O puts the bundle there. */
const STORES = ['/run/containers/storage/overlay-containers', '/var/lib/containers/storage/overlay-containers'];

/**
 * CRI-O (cri-o: internal/config/cgmgr): `crio-H.scope` with systemd, `crio-H` with cgroupfs, both below the pod's
 * cgroup. Its conmon has `crio-conmon-H`, which is no payload.
 */
export const crio: Runtime = {
  id: 'cri-o',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const monitored = between(segment, 'crio-conmon-', '.scope') ?? between(segment, 'crio-conmon-', '');
    if (isHexId(monitored)) return { payload: false };
    const containerId = driverName(segment, 'crio') ?? between(segment, 'crio-', '');
    if (!isHexId(containerId)) return undefined;
    const podId = podOf(segments, index);
    return { containerId, payload: true, ...(podId === undefined ? {} : { podId }) };
  },

  matchLauncher: launchedBy('cri-o'),

  async describe(candidate, context) {
    const { containerId } = candidate;
    const bundle = candidate.bundle ?? (await readConmon(candidate, context))?.bundle;
    const bundles = isPathId(containerId) ? STORES.map((store) => `${store}/${containerId}/userdata`) : [];
    const annotations = await firstAnnotations([...givenBundles(bundle), ...bundles], context);
    return describeAnnotations(annotations);
  },
};
