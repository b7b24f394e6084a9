import { nobody } from '../../lab/user.ts';
import { type Change, DEV, NAMESPACES, namespaces, PROC, SYS } from './base-spec.ts';

/** All that somebody who is not root may ask for: one id, no cgroup, the terminals of no group. */
export const UNPRIVILEGED: Change = {
  mounts: [
    PROC,
    DEV,
    { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['newinstance', 'ptmxmode=0666'] },
    SYS,
  ],
  linux: {
    namespaces: namespaces([...NAMESPACES, 'user', 'time']),
    uidMappings: [{ containerID: 0, hostID: nobody, size: 1 }],
    gidMappings: [{ containerID: 0, hostID: nobody, size: 1 }],
  },
};

/** Who runs a specification, and what of it has to be otherwise then. */
export const PEOPLE: readonly { readonly as: 'root' | 'nobody'; readonly change: Change }[] = [
  { as: 'root', change: {} },
  { as: 'nobody', change: UNPRIVILEGED },
];
