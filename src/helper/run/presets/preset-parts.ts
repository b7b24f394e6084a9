import type { RunLimits } from '../../../shared/model/run.ts';
import type { MachineFacts } from '../compile/machine-facts.ts';
import { LAST_ID } from '../spec/leaves.ts';
import type { LinuxSpec } from '../spec/linux-schema.ts';
import type { MountSpec } from '../spec/mount-schema.ts';

/** The version of the specification whose words the presets use. */
export const OCI_VERSION = '1.2.1';

/** Everybody is who they are: root has all ids in its user namespace, and others have theirs. */
export function ownIdMappings({ euid, egid }: MachineFacts): Pick<LinuxSpec, 'uidMappings' | 'gidMappings'> {
  const all = { containerID: 0, hostID: 0, size: LAST_ID + 1 };
  if (euid === 0) return { uidMappings: [all], gidMappings: [all] };
  return {
    uidMappings: [{ containerID: euid, hostID: euid, size: 1 }],
    gidMappings: [{ containerID: egid, hostID: egid, size: 1 }],
  };
}

/** The group `tty` owns the terminals, where it is known inside. */
export function terminals({ euid }: MachineFacts): MountSpec {
  return {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', ...(euid === 0 ? ['gid=5'] : [])],
  };
}

export const PROC: MountSpec = {
  destination: '/proc',
  type: 'proc',
  source: 'proc',
  options: ['nosuid', 'noexec', 'nodev'],
};

export const MESSAGE_QUEUES: MountSpec = {
  destination: '/dev/mqueue',
  type: 'mqueue',
  source: 'mqueue',
  options: ['nosuid', 'noexec', 'nodev'],
};

const PERIOD_US = 100_000;

/** No more memory by way of swap, where the kernel can tell. */
export function resources(
  { cgroups }: MachineFacts,
  { memoryBytes, cpus, pids }: RunLimits,
): Pick<LinuxSpec, 'resources'> {
  const swap = cgroups.swapLimit && memoryBytes !== undefined ? { swap: memoryBytes } : {};
  const limits = {
    ...(memoryBytes === undefined ? {} : { memory: { limit: memoryBytes, ...swap } }),
    ...(cpus === undefined ? {} : { cpu: { quota: Math.round(cpus * PERIOD_US), period: PERIOD_US } }),
    ...(pids === undefined ? {} : { pids: { limit: pids } }),
  };
  return Object.keys(limits).length === 0 ? {} : { resources: limits };
}
