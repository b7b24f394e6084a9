/** What must be known of the machine to make a plan for it. Somebody else reads it; here it is only data. */
export interface MachineFacts {
  readonly architecture: 'x64' | 'arm64';
  /** Of the launcher. */
  readonly euid: number;
  readonly egid: number;
  /** Whether the launcher is itself in a user namespace other than the machine's: nobody may make devices there. */
  readonly inUserNamespace: boolean;
  /** /proc/sys/kernel/cap_last_cap. */
  readonly lastCapability: number;
  /** CapBnd of the launcher, if it is root: what it can give. Bit n is capability n. A container's root has not all. */
  readonly capabilities: bigint;
  readonly cgroups: CgroupFacts;
  readonly subordinateIds: { readonly uid: SubordinateIds; readonly gid: SubordinateIds };
}

/** What subuid(5) or subgid(5) gives to the user, and newuidmap(1) or newgidmap(1), which can use it. */
export interface SubordinateIds {
  readonly ranges: readonly { readonly start: number; readonly size: number }[];
  /** An absolute path; `undefined` where it is not installed. */
  readonly tool: string | undefined;
}

/** Controllers of version 1 and the one hierarchy of version 2 can be there at once. */
export interface CgroupFacts {
  /** In the order of the mount table. */
  readonly version1: readonly HierarchyFacts[];
  readonly version2: HierarchyFacts | undefined;
  /** The file that takes a weight of block devices, of whichever version, if the kernel has one. */
  readonly blockWeightFile: 'blkio.weight' | 'blkio.bfq.weight' | 'io.weight' | 'io.bfq.weight' | undefined;
  /** Whether memory and swap can be limited together: memory.memsw.limit_in_bytes, memory.swap.max. */
  readonly swapLimit: boolean;
  /** On version 1 a cgroup has no CPUs and no memory nodes until they are written: those of the cgroup above. */
  readonly cpuset: { readonly cpus: string; readonly mems: string } | undefined;
}

export interface HierarchyFacts {
  /**
   * As the kernel mounts it: `cpu`, `cpuacct`; `name=systemd` for one without controllers. On version 2 those that a
   * cgroup made in `folder` has.
   */
  readonly controllers: readonly string[];
  /** Where it is mounted. */
  readonly mount: string;
  /** The cgroup of the launcher, an absolute path in the file system: a run stays in it if nothing is done. */
  readonly own: string;
  readonly place: CgroupPlace;
}

/** The folder in which a cgroup may be made, or why there is none. */
export type CgroupPlace = { readonly folder: string } | { readonly none: string };
