/**
 * What the OCI runtime specification 1.2 has and a run does not: by the path of the object, with `[]` for an entry of a
 * list.
 */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  '': ['hooks', 'solaris', 'windows', 'vm', 'zos', 'freebsd'],
  process: ['commandLine', 'apparmorProfile', 'selinuxLabel', 'scheduler', 'ioPriority', 'execCPUAffinity'],
  'process.user': ['username'],
  'mounts[]': ['uidMappings', 'gidMappings'],
  linux: ['intelRdt', 'memoryPolicy', 'mountLabel', 'netDevices', 'personality', 'timeOffsets'],
  'linux.resources': ['hugepageLimits', 'network', 'rdma'],
  'linux.resources.memory': ['kernel', 'kernelTCP', 'useHierarchy', 'checkBeforeUpdate'],
  'linux.resources.cpu': ['burst', 'realtimeRuntime', 'realtimePeriod', 'idle'],
  'linux.resources.blockIO': ['leafWeight', 'weightDevice'],
  'linux.seccomp': ['listenerPath', 'listenerMetadata'],
};

/** Why a key is refused. */
export function refusalOf(parent: string, key: string): string {
  const place = parent.replaceAll(/\[\d+\]/g, '[]');
  return Object.hasOwn(UNSUPPORTED, place) && UNSUPPORTED[place]?.includes(key) === true
    ? 'is not supported'
    : 'is unknown to the specification';
}
