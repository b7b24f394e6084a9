import type { ByteString } from '../../shared/text/display.ts';
import type { Runtime } from './runtime.ts';

/** What the launcher calls itself: comm, prctl(2) PR_SET_NAME. */
const LAUNCHER = 'ci-launcher';

/** `isolated-<words of the command>-<12 hexadecimal digits>`: `runCgroupName`. */
const CGROUP = /^isolated-(?:([\w.-]+)-)?([0-9a-f]{12})$/;
/** The same as a scope of systemd, in which the run has a cgroup of its own. */
const SCOPE = /^(isolated-.+)\.scope$/;

/** What the product itself made: "Run Isolated". */
export const isolated: Runtime = {
  id: 'isolated',
  matchCgroup(segments, index) {
    const segment = segments[index] ?? '';
    const scope = scopeOf(segments[index - 1]);
    if (scope !== undefined && segment === 'launcher') return { payload: false };
    const id = CGROUP.exec(scope !== undefined && segment === 'run' ? scope : segment)?.[2];
    return id === undefined ? undefined : { containerId: id, payload: true };
  },
  matchLauncher([parent]) {
    // Where it may make no cgroup: a user to whom none is delegated.
    return parent?.comm === LAUNCHER ? { kind: 'container', label: 'Run Isolated', ownsCgroup: false } : undefined;
  },
  describe({ cgroupPath }) {
    const segments = cgroupPath.split('/');
    const name = CGROUP.exec(scopeOf(segments.at(-2)) ?? segments.at(-1) ?? '')?.[1];
    return Promise.resolve(name === undefined ? {} : { name, nameSource: 'cgroup' });
  },
};

function scopeOf(segment: ByteString | undefined): ByteString | undefined {
  const name = SCOPE.exec(segment ?? '')?.[1];
  return name !== undefined && CGROUP.test(name) ? name : undefined;
}
