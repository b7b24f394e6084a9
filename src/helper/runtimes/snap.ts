import { named } from './annotations.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, segmentAt } from './segment.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** `<snap>[_<instance>].<app>`, or `.hook.<hook>`, and a random part in scopes. */
const SCOPE = new RegExp(`^([a-z0-9-]+(?:_[a-z0-9]+)?\\.(?:hook\\.)?[A-Za-z0-9-]+)[-.]${UUID}$`);
const SERVICE = /^[a-z0-9-]+(?:_[a-z0-9]+)?\.[A-Za-z0-9-]+$/;

/**
 * snapd (snapd: sandbox/cgroup/tracking.go, snap/info.go `ServiceName`): `snap.<snap>.<app>-<uuid>.scope`, with a `.`
 * before the uuid in older versions, and `snap.<snap>.<app>.service`.
 */
export const snap: Runtime = {
  id: 'snap',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const segment = segmentAt(segments, index);
    const scope = between(segment, 'snap.', '.scope');
    if (scope !== undefined) return SCOPE.test(scope) ? { containerId: scope, payload: true } : undefined;
    const service = between(segment, 'snap.', '.service');
    return service !== undefined && SERVICE.test(service) ? { containerId: service, payload: true } : undefined;
  },

  /** The name that `snap run` takes: the snap alone where its application has the same name. */
  describe({ containerId }) {
    const command = containerId === undefined ? undefined : (SCOPE.exec(containerId)?.[1] ?? containerId);
    const [owner, application] = command?.split('.') ?? [];
    return Promise.resolve(named(owner === application ? owner : command, 'cgroup'));
  },
};
