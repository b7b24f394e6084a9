import { cleanPath } from '../spec/clean-path.ts';
import type { MountSpec } from '../spec/mount-schema.ts';
import type { NamespaceType } from '../spec/namespace-schema.ts';
import { SpecError } from '../spec/spec-error.ts';
import type { Spec } from '../spec/spec-schema.ts';
import type { PresetInput } from './preset.ts';
import { MESSAGE_QUEUES, OCI_VERSION, ownIdMappings, PROC, resources, terminals } from './preset-parts.ts';

/** What Docker hides: `DefaultLinuxSpec` of moby. */
const MASKED_PATHS = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];
const READONLY_PATHS = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const NEW_SYSFS: MountSpec = {
  destination: '/sys',
  type: 'sysfs',
  source: 'sysfs',
  options: ['nosuid', 'noexec', 'nodev', 'ro'],
};
/** A new one would be of a network that is not the run's own. With its submounts: cgroups are among them. */
const MACHINE_SYSFS: MountSpec = {
  destination: '/sys',
  type: 'none',
  source: '/sys',
  options: ['rbind', 'rnosuid', 'rnoexec', 'rnodev', 'rro'],
};

/** Those of every sandbox. */
const NAMESPACES: readonly NamespaceType[] = ['user', 'mount', 'pid', 'ipc', 'uts', 'cgroup', 'time'];

/**
 * @param hasNetwork whether it has the machine's network, instead of one that leads nowhere
 * @throws {SpecError} where the workspace is in a file system of the kernel: the machine's would be in place of its own
 */
export function sandboxSpec(input: PresetInput, hasNetwork: boolean): Spec {
  const { facts, workspace } = input;
  if (/^\/(proc|sys|dev)(\/|$)/.test(cleanPath(workspace.path))) {
    throw new SpecError([{ path: 'process.cwd', message: 'must not be a folder of the kernel: /proc, /sys or /dev' }]);
  }
  const types: readonly NamespaceType[] = hasNetwork ? NAMESPACES : [...NAMESPACES, 'network'];
  return {
    ociVersion: OCI_VERSION,
    process: {
      terminal: input.terminal,
      user: { uid: facts.euid, gid: facts.egid },
      args: [...input.args],
      env: [...input.env],
      cwd: workspace.path,
      capabilities: { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] },
      noNewPrivileges: true,
    },
    root: { path: '/', readonly: true },
    hostname: 'sandbox',
    mounts: [
      PROC,
      tmpfs('/dev', ['nosuid', 'strictatime', 'mode=755', 'size=65536k']),
      terminals(facts),
      tmpfs('/dev/shm', ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k']),
      MESSAGE_QUEUES,
      hasNetwork ? MACHINE_SYSFS : NEW_SYSFS,
      tmpfs('/tmp', ['nosuid', 'nodev', 'mode=1777']),
      // The last: it may be below /tmp.
      {
        destination: workspace.path,
        type: 'bind',
        source: workspace.path,
        options: ['rbind', ...(workspace.writable ? [] : ['rro'])],
      },
    ],
    linux: {
      namespaces: types.map((type) => ({ type })),
      ...ownIdMappings(facts),
      ...resources(facts, input.limits),
      seccomp: input.seccomp,
      maskedPaths: MASKED_PATHS,
      readonlyPaths: READONLY_PATHS,
    },
  };
}

function tmpfs(destination: string, options: string[]): MountSpec {
  return { destination, type: 'tmpfs', source: 'tmpfs', options };
}
