import type { Step } from '../plan.ts';
import { cleanPath } from '../spec/clean-path.ts';
import { isNew } from '../spec/find-namespace.ts';
import type { LinuxSpec } from '../spec/linux-schema.ts';

export function sysctlSteps({ sysctl = {} }: LinuxSpec): readonly Step[] {
  return Object.entries(sysctl).map(([key, value]) => ({ op: 'sysctl', key, value }));
}

/** What of the kernel is out of reach, and the one thing of a new network that needs help. */
export function restrictionSteps(linux: LinuxSpec): readonly Step[] {
  return [
    ...(linux.readonlyPaths ?? []).map((path) => ({ op: 'readonly', path: cleanPath(path) }) as const),
    ...(linux.maskedPaths ?? []).map((path) => ({ op: 'mask', path: cleanPath(path) }) as const),
    ...(isNew(linux, 'network') ? [{ op: 'loopback.up' } as const] : []),
  ];
}
