/**
 * What the launcher does to make one container, in order: the contract between the compiler of OCI specifications and
 * native/launcher. Each step is one subject of namespaces(7), mount_namespaces(7), capabilities(7) or cgroups(7); its
 * outcome is one line of the transcript.
 *
 * Up to `clone` the launcher works for itself; from there to `enter` it works for the new process, which waits; from
 * `enter` on the new process works itself, and ends with `exec`. Paths "inside" are absolute paths below the new root:
 * the launcher resolves them with openat2(2) and RESOLVE_IN_ROOT, follows no magic link and never leaves the root. Until
 * `root.pivot` the machine's own files can still be reached; paths "outside" are absolute paths among them.
 */
export type Step =
  | CgroupCreate
  | CgroupWrite
  | Clone
  | CgroupAttach
  | IdMap
  | IdMapTool
  | SetgroupsDeny
  | Enter
  | NamespaceJoin
  | NamespaceUnshare
  | MountPropagation
  | RootOpen
  | RootAttach
  | RootPropagation
  | RootReadonly
  | RootPivot
  | MountNew
  | MountBind
  | MakeDirectory
  | MakeFile
  | MakeLink
  | MakeNode
  | MaskPath
  | ReadonlyPath
  | Hostname
  | Domainname
  | Sysctl
  | LoopbackUp
  | Terminal
  | Rlimit
  | OomScoreAdj
  | Umask
  | NoNewPrivs
  | CapabilityBounds
  | User
  | Capabilities
  | Seccomp
  | WorkingDirectory
  | Init
  | Exec;

/** What the launcher and the compiler both call the namespaces; namespaces(7). */
export type PlanNamespace = 'user' | 'mnt' | 'pid' | 'net' | 'ipc' | 'uts' | 'cgroup' | 'time';

/** Attributes of a mount: MOUNT_ATTR_* of mount_setattr(2), in lower case. */
export type MountAttribute =
  'ro' | 'nosuid' | 'nodev' | 'noexec' | 'noatime' | 'nodiratime' | 'relatime' | 'strictatime' | 'nosymfollow';

export type Propagation = 'private' | 'slave' | 'shared' | 'unbindable';

/** mkdir(2) of a cgroup, which is removed at the end of the run. Numbered from 0 in the order of the plan. */
export interface CgroupCreate {
  readonly op: 'cgroup.create';
  /** Outside; its parent exists. */
  readonly path: string;
}

/** Writes one control file of a cgroup that the plan created. */
export interface CgroupWrite {
  readonly op: 'cgroup.write';
  readonly cgroup: number;
  /** A file name, no path. */
  readonly file: string;
  readonly value: string;
}

/** clone3(2), with these new namespaces; on cgroup v2 straight into a cgroup of the plan (CLONE_INTO_CGROUP). */
export interface Clone {
  readonly op: 'clone';
  readonly namespaces: readonly PlanNamespace[];
  /** The number of a cgroup v2. */
  readonly into: number | undefined;
}

/** On cgroup v1: the pid of the new process is written to cgroup.procs. */
export interface CgroupAttach {
  readonly op: 'cgroup.attach';
  readonly cgroup: number;
}

/** Written to /proc/PID/uid_map or gid_map; user_namespaces(7). */
export interface IdMap {
  readonly op: 'idmap';
  readonly kind: 'uid' | 'gid';
  readonly map: readonly IdMapping[];
}

export interface IdMapping {
  readonly inside: number;
  readonly outside: number;
  readonly size: number;
}

/** The same by newuidmap(1) or newgidmap(1), for ranges of subuid(5) and subgid(5). */
export interface IdMapTool {
  readonly op: 'idmap.tool';
  readonly kind: 'uid' | 'gid';
  /** Outside. */
  readonly program: string;
  readonly map: readonly IdMapping[];
}

/** Writes `deny` to /proc/PID/setgroups, which an unprivileged gid map needs. */
export interface SetgroupsDeny {
  readonly op: 'setgroups.deny';
}

/** The new process goes on by itself from here. */
export interface Enter {
  readonly op: 'enter';
}

/** setns(2). Before `clone`, so that the new process is born in it. */
export interface NamespaceJoin {
  readonly op: 'namespace.join';
  readonly namespace: PlanNamespace;
  /** Outside. */
  readonly path: string;
}

/** unshare(2), for the cgroup namespace: its root is the cgroup that the process is in by now. */
export interface NamespaceUnshare {
  readonly op: 'namespace.unshare';
  readonly namespace: PlanNamespace;
}

/** How mounts of the machine and of the container propagate: mount(2) of `/`, with MS_REC. */
export interface MountPropagation {
  readonly op: 'mount.propagation';
  readonly propagation: Propagation;
}

/** open_tree(2) of the folder that becomes the root, with OPEN_TREE_CLONE, and with AT_RECURSIVE where `recursive`. */
export interface RootOpen {
  readonly op: 'root.open';
  /** Outside. */
  readonly path: string;
  readonly recursive: boolean;
}

/** move_mount(2) of the opened root, so that pivot_root(2) can take it. Everything "inside" is below it from here. */
export interface RootAttach {
  readonly op: 'root.attach';
}

export interface RootPropagation {
  readonly op: 'root.propagation';
  readonly propagation: Propagation;
}

/** The root itself, without its submounts unless `recursive`. */
export interface RootReadonly {
  readonly op: 'root.readonly';
  readonly recursive: boolean;
}

/** pivot_root(2), and umount2(2) of the machine's root with MNT_DETACH. */
export interface RootPivot {
  readonly op: 'root.pivot';
}

/** fsopen(2), fsconfig(2), fsmount(2), move_mount(2). The mount point is made where it is missing. */
export interface MountNew {
  readonly op: 'mount.new';
  /** Inside. */
  readonly target: string;
  readonly type: string;
  readonly source: string;
  readonly attributes: readonly MountAttribute[];
  /** Of the file system: `size=65536k`, `gid=5`, `newinstance`. */
  readonly options: readonly string[];
}

/** open_tree(2), mount_setattr(2), move_mount(2). The mount point is made where it is missing, of the source's type. */
export interface MountBind {
  readonly op: 'mount.bind';
  /** Inside. */
  readonly target: string;
  /** Outside. */
  readonly source: string;
  readonly recursive: boolean;
  readonly set: readonly MountAttribute[];
  readonly clear: readonly MountAttribute[];
  /** Whether set and clear hold for submounts too: `rro` and the like of mount(8). */
  readonly attributesRecursive: boolean;
  /** `rprivate` and the like are for submounts too. */
  readonly propagation: Propagation | `r${Propagation}` | undefined;
}

/** Missing parents are made too. One that exists stays as it is. */
export interface MakeDirectory {
  readonly op: 'make.directory';
  /** Inside. */
  readonly path: string;
  readonly mode: number;
}

export interface MakeFile {
  readonly op: 'make.file';
  /** Inside. */
  readonly path: string;
  readonly mode: number;
}

/** symlink(2). One that exists with the same target stays. */
export interface MakeLink {
  readonly op: 'make.link';
  /** Inside. */
  readonly path: string;
  readonly target: string;
}

/**
 * mknod(2), or where `bind` the machine's own device bound over an empty file, after a look that it is the device with
 * those numbers: in a user namespace nobody may make devices.
 */
export interface MakeNode {
  readonly op: 'make.node';
  /** Inside. */
  readonly path: string;
  readonly kind: 'c' | 'b' | 'p';
  readonly major: number;
  readonly minor: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Outside; empty for mknod. */
  readonly bind: string;
}

/** /dev/null, or for a folder an empty read-only tmpfs, over a path; one that does not exist needs none. */
export interface MaskPath {
  readonly op: 'mask';
  /** Inside. */
  readonly path: string;
}

/** Bound onto itself, read-only; a path that does not exist needs none. */
export interface ReadonlyPath {
  readonly op: 'readonly';
  /** Inside. */
  readonly path: string;
}

export interface Hostname {
  readonly op: 'hostname';
  readonly name: string;
}

export interface Domainname {
  readonly op: 'domainname';
  readonly name: string;
}

/** Written below /proc/sys of a proc of the launcher's own. */
export interface Sysctl {
  readonly op: 'sysctl';
  /** With dots or slashes, as sysctl(8) takes it. */
  readonly key: string;
  readonly value: string;
}

/** SIOCSIFFLAGS: a new network namespace has its loopback device down. */
export interface LoopbackUp {
  readonly op: 'loopback.up';
}

/** A pty of the container's own devpts, made the controlling terminal; also bound over /dev/console. */
export interface Terminal {
  readonly op: 'terminal';
  readonly console: boolean;
  readonly columns: number;
  readonly rows: number;
}

export interface Rlimit {
  readonly op: 'rlimit';
  /** RLIMIT_* as a number of this architecture; getrlimit(2). */
  readonly resource: number;
  /** Decimal; RLIM_INFINITY is 18446744073709551615. */
  readonly soft: bigint;
  readonly hard: bigint;
}

export interface OomScoreAdj {
  readonly op: 'oom_score_adj';
  readonly value: number;
}

export interface Umask {
  readonly op: 'umask';
  readonly mask: number;
}

/** prctl(2) PR_SET_NO_NEW_PRIVS. */
export interface NoNewPrivs {
  readonly op: 'no_new_privs';
}

/** PR_CAPBSET_DROP of every capability that is not in the set. Bit n is capability n. */
export interface CapabilityBounds {
  readonly op: 'capabilities.bound';
  readonly set: bigint;
}

/** setgroups(2), setresgid(2), setresuid(2), keeping capabilities for the step after it. */
export interface User {
  readonly op: 'user';
  readonly uid: number;
  readonly gid: number;
  /** `undefined` leaves the groups alone: setgroups may be denied. */
  readonly groups: readonly number[] | undefined;
}

/** capset(2) and PR_CAP_AMBIENT. */
export interface Capabilities {
  readonly op: 'capabilities';
  readonly effective: bigint;
  readonly permitted: bigint;
  readonly inheritable: bigint;
  readonly ambient: bigint;
}

/** seccomp(2) SECCOMP_SET_MODE_FILTER. */
export interface Seccomp {
  readonly op: 'seccomp';
  /** SECCOMP_FILTER_FLAG_*. */
  readonly flags: number;
  /** struct sock_filter, 8 bytes each, in the machine's byte order. */
  readonly filter: Uint8Array;
}

/** chdir(2) inside; refused where what is reached is not below the root. */
export interface WorkingDirectory {
  readonly op: 'cwd';
  readonly path: string;
}

/** fork(2): this process stays as PID 1, passes signals on and reaps; its child goes on with the plan. */
export interface Init {
  readonly op: 'init';
}

/** execve(2). A program without a slash is looked for in PATH of `environment`. */
export interface Exec {
  readonly op: 'exec';
  readonly arguments: readonly string[];
  /** `NAME=value`. */
  readonly environment: readonly string[];
}

/** How the launcher behaves around the steps. */
export interface Plan {
  /** Whether the run ends with who asked for it and with its terminal, or goes on. */
  readonly dieWithParent: boolean;
  readonly steps: readonly Step[];
}
