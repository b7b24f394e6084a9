import type { Runtime } from './runtime.ts';

/** What the launcher calls itself: comm, prctl(2) PR_SET_NAME. */
const LAUNCHER = 'ci-launcher';

/** `isolated-<words of the command>-<12 hexadecimal digits>`: `runCgroupName`. */
const CGROUP = /^isolated-(?:([\w.-]+)-)?([0-9a-f]{12})$/;

/** What the product itself made: "Run Isolated". */
export const isolated: Runtime = {
  id: 'isolated',
  matchCgroup(segments, index) {
    const id = CGROUP.exec(segments[index] ?? '')?.[2];
    return id === undefined ? undefined : { containerId: id, payload: true };
  },
  matchLauncher([parent]) {
    // Where it may make no cgroup: a user to whom none is delegated.
    return parent?.comm === LAUNCHER ? { kind: 'container', label: 'Run Isolated', ownsCgroup: false } : undefined;
  },
  describe({ cgroupPath }) {
    const name = CGROUP.exec(cgroupPath.split('/').at(-1) ?? '')?.[1];
    return Promise.resolve(name === undefined ? {} : { name, nameSource: 'cgroup' });
  },
};
