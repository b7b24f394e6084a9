/** What runc 1.1 shows and the launcher does not: rewritten before the two are compared. */
export interface AllowedDifference {
  readonly field: string;
  /** Only in the comparison of this name; in all of them where it is left out. */
  readonly only?: string;
  /** A value of runc. */
  readonly runc: RegExp;
  /** What stands in its place with us, as `String.replace` takes it; `undefined` for nothing. */
  readonly ours: string | undefined;
  readonly why: string;
}

export const ALLOWED_DIFFERENCES: readonly AllowedDifference[] = [
  {
    field: 'parent_death_signal',
    runc: /^0$/,
    ours: '9',
    why: 'A run ends with its launcher, also where that is killed: prctl(2), PR_SET_PDEATHSIG.',
  },
  {
    field: 'mount',
    runc: / - sysfs sysfs ro$/,
    ours: ' - sysfs sysfs rw',
    why: 'Read-only is the mount, by its attribute: fsmount(2) has no say in the file system itself.',
  },
  {
    field: 'mount',
    runc: /^(\/ \S+) ro,relatime - tmpfs tmpfs ro(,uid=\d+,gid=\d+)?$/,
    ours: '$1 ro,nosuid,nodev,noexec,relatime - tmpfs tmpfs rw$2',
    why: 'What covers a masked folder is closed further than in runc; read-only is the mount.',
  },
  {
    field: 'mount',
    runc: / - cgroup systemd rw,(xattr,)?name=systemd$/,
    ours: ' - cgroup cgroup rw,$1name=systemd',
    why: 'The source of a cgroup mount is only a word.',
  },
  {
    field: 'mount',
    runc: /^(\/ \/sys\/fs\/cgroup) rw,(.* - tmpfs tmpfs rw,mode=755)/,
    ours: '$1 ro,$2',
    why: 'All of what is said to be read-only is: in runc 1.1 the folder in which the hierarchies are mounted is not.',
  },
  {
    field: 'mount',
    only: 'masked and read-only paths',
    runc: /^\/ \/dev\/shm rw,/,
    ours: undefined,
    why: 'A read-only path that is a mount is made read-only itself, where runc puts a second one over it.',
  },
  {
    field: 'mount',
    only: 'mounts that are shared',
    runc: /^(ROOTFS \/ ro,relatime) -/,
    ours: '$1 shared -',
    why: 'The specification wants the root to be shared. That of runc 1.1 is not: it is made so before pivot_root(2) only.',
  },
  {
    field: 'environment',
    only: 'no folder of the user',
    runc: /^HOME=\/$/,
    ours: 'HOME=/root',
    why: 'runc takes it from /etc/passwd of the root, a file of whoever made that, and where there is none says /.',
  },
  {
    field: 'look./tmp',
    only: 'mounts of all sorts',
    runc: /^d 0755 3:4 read something write EACCES$/,
    ours: 'd 1777 3:4 read something write ok',
    why: 'A tmpfs has the mode that the specification says. In runc 1.1 it has that of the mount point.',
  },
  {
    field: 'device',
    only: 'devices of all sorts',
    runc: /^(\/dev\/block .*) EPERM$/,
    ours: '$1 ok',
    why: 'Where a specification has no rules for devices none are made. runc then allows only what every container has.',
  },
  ...['a user namespace', 'a user namespace with the cgroups of the machine'].map((only) => ({
    field: 'device',
    only,
    runc: /^(\/dev\/mqueue d 1777) 0:/,
    ours: '$1 65534:',
    why: 'Both namespaces are made by one clone3(2), by root of the machine, who owns the queues from then on.',
  })),
  ...['only mounts of its own', 'a /dev that is read-only'].map((only) => ({
    field: 'device',
    only,
    runc: /^\/dev\/ptmx l .* -> pts\/ptmx$/,
    ours: undefined,
    why: 'Without a devpts at /dev/pts the link would lead nowhere.',
  })),
];
