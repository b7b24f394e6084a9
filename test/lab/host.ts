import { readFileSync } from 'node:fs';
import { cgroupHierarchies } from './cgroups.ts';

const CAP_SYS_RESOURCE = 24;

/** Whether this process may raise resource limits above their hard limit. */
export function canRaiseLimits(): boolean {
  const bits = /^CapEff:\t([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  return ((BigInt(`0x${bits}`) >> BigInt(CAP_SYS_RESOURCE)) & 1n) === 1n;
}

/** Whether any cgroup hierarchy is of version 1: alone or beside version 2 ("hybrid"). */
export function hasCgroupV1(): boolean {
  return cgroupHierarchies().some(({ version }) => version === 1);
}

/** The mount point of version 2 beside version 1 hierarchies; undefined on any other machine. */
export function hybridMountPoint(): string | undefined {
  return hasCgroupV1() ? cgroupHierarchies().find(({ version }) => version === 2)?.mountPoint : undefined;
}
