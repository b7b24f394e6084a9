import { dockerSockets } from './docker-api.ts';
import { pauseAtDocker } from './docker-pause.ts';
import { describeByDocker } from './docker-records.ts';
import { isHexId } from './ids.ts';
import { podOf } from './kubernetes.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { driverName, segmentAt } from './segment.ts';

/** Docker's cgroups have a plain id below one of these: its own parent, or its namespace at containerd. */
const PARENTS: ReadonlySet<string> = new Set(['docker', 'moby']);

/**
 * Docker Engine (moby: daemon/oci_linux.go `WithCgroups`): `/docker/H` with the cgroupfs driver, `docker-H.scope` with
 * systemd's. Below a `--cgroup-parent` of the user's a plain H is left: containerd's file takes it, since Docker's
 * containers run under containerd's shim, and the shim's namespace `moby` leads back here.
 */
export const docker: Runtime = {
  id: 'docker',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const plain = PARENTS.has(segmentAt(segments, index - 1)) ? segment : undefined;
    const containerId = driverName(segment, 'docker') ?? plain;
    if (!isHexId(containerId)) return undefined;
    const podId = podOf(segments, index);
    return { containerId, payload: true, ...(podId === undefined ? {} : { podId }) };
  },

  async describe({ containerId, init }, context) {
    return (await describeByDocker(containerId, init.pid, context)) ?? {};
  },

  pause: (request, control) => pauseAtDocker(request, dockerSockets(control), control),
};
