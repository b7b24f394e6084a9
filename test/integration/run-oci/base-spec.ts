import type { LinuxSpec } from '../../../src/helper/run/spec/linux-schema.ts';
import type { MountSpec } from '../../../src/helper/run/spec/mount-schema.ts';
import type { ProcessSpec } from '../../../src/helper/run/spec/process-schema.ts';
import type { NamespaceType } from '../../../src/helper/run/spec/namespace-schema.ts';
import type { Spec } from '../../../src/helper/run/spec/spec-schema.ts';

/** Of root as Docker has it, in part. */
const CAPABILITIES = ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'];

const mount = (destination: string, type: string, ...options: string[]): MountSpec => ({
  destination,
  type,
  source: type,
  options,
});

export const PROC = mount('/proc', 'proc', 'nosuid', 'noexec', 'nodev');
export const DEV = mount('/dev', 'tmpfs', 'nosuid', 'strictatime', 'mode=755', 'size=65536k');
export const PTS = mount(
  '/dev/pts',
  'devpts',
  'nosuid',
  'noexec',
  'newinstance',
  'ptmxmode=0666',
  'mode=0620',
  'gid=5',
);
export const SHM = mount('/dev/shm', 'tmpfs', 'nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k');
export const QUEUES = mount('/dev/mqueue', 'mqueue', 'nosuid', 'noexec', 'nodev');
export const SYS = mount('/sys', 'sysfs', 'nosuid', 'noexec', 'nodev', 'ro');
export const CGROUPS = mount('/sys/fs/cgroup', 'cgroup', 'nosuid', 'noexec', 'nodev', 'relatime', 'ro');

export const MOUNTS: readonly MountSpec[] = [PROC, DEV, PTS, SHM, QUEUES, SYS, CGROUPS];

export const NAMESPACES: readonly NamespaceType[] = ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup'];

export const namespaces = (types: readonly NamespaceType[] = NAMESPACES) => types.map((type) => ({ type }));

export interface Change {
  readonly process?: Partial<ProcessSpec>;
  readonly root?: Partial<Spec['root']>;
  readonly linux?: LinuxSpec;
  readonly mounts?: readonly MountSpec[];
  readonly hostname?: string;
  readonly domainname?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Arguments of /observe. */
  readonly observe?: readonly string[];
}

/** What `runc spec` writes, with /observe as the program, and some of it changed. */
export function specWith(change: Change = {}): Spec {
  const { process, root, linux, mounts = MOUNTS, observe = [], ...rest } = change;
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: ['/observe', ...observe],
      env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'TERM=xterm', 'HOME=/root'],
      cwd: '/',
      capabilities: { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES },
      noNewPrivileges: true,
      ...process,
    },
    root: { path: 'rootfs', readonly: true, ...root },
    hostname: 'observed',
    mounts: [...mounts],
    linux: {
      namespaces: namespaces(),
      cgroupsPath: `/ci-oci-${globalThis.process.pid}`,
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/scsi', '/sys/firmware'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
      ...linux,
    },
    ...rest,
  };
}

/** The maps of a user namespace in which root is somebody else outside. */
export const SHIFTED: LinuxSpec = {
  uidMappings: [{ containerID: 0, hostID: 200_000, size: 65_536 }],
  gidMappings: [{ containerID: 0, hostID: 200_000, size: 65_536 }],
};
