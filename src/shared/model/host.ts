/** Facts about the machine whose kernel all containers share, and about how much of it the helper can see. */
export interface HostFacts {
  /** `uname -r` */
  readonly kernelRelease: string;
  readonly bootId: string;
  /** Which cgroup versions carry controllers here: hybrid machines have both. */
  readonly cgroupMode: 'v1' | 'v2' | 'hybrid' | 'none';
  /** The user id that the helper works as. */
  readonly helperUid: number;
  readonly helperPid: number;
  /** Whether the helper may look into other users' processes (CAP_SYS_PTRACE): root's view. */
  readonly privileged: boolean;
  /** The `hidepid` option of /proc, proc(5): with `invisible` other users' processes do not exist for us. */
  readonly hidepid: 'off' | 'noaccess' | 'invisible' | 'ptraceable';
  /** True where there is no /proc: then nothing can be found. */
  readonly noProc: boolean;
  /** Whether the helper itself lives in a nested pid namespace: it then sees only that part of the machine. */
  readonly nested: boolean;
}
