import type { ResourcesSpec } from '../spec/resources-schema.ts';
import type { Context } from './context.ts';

/** Where they are in a specification. */
export const RESOURCES = 'linux.resources';

/** Engines write 0 for what nobody set. */
export function isSet(value: number | undefined): value is number {
  return value !== undefined && value !== 0;
}

type Memory = NonNullable<ResourcesSpec['memory']>;

/** Whether memory and swap together are limited; what is impossible or makes no sense is a problem. */
export function checkSwap({ facts, problems }: Context, { limit, swap }: Memory): boolean {
  const path = `${RESOURCES}.memory.swap`;
  if (!isSet(swap)) return false;
  // No limit is what a new cgroup has.
  if (swap === -1) return facts.cgroups.swapLimit;
  if (!isSet(limit) || limit === -1)
    problems.add(path, 'needs linux.resources.memory.limit: it counts memory and swap');
  else if (swap < limit) problems.add(path, 'is below linux.resources.memory.limit, and counts memory and swap');
  else if (!facts.cgroups.swapLimit) problems.add(path, 'cannot be limited: this kernel does not count swap by cgroup');
  else return true;
  return false;
}

const THROTTLES = [
  ['throttleReadBpsDevice', 'rbps'],
  ['throttleWriteBpsDevice', 'wbps'],
  ['throttleReadIOPSDevice', 'riops'],
  ['throttleWriteIOPSDevice', 'wiops'],
] as const;

interface Throttle {
  /** Below `blockIO`, with its index. */
  readonly key: string;
  /** As `io.max` of version 2 calls it. */
  readonly kind: (typeof THROTTLES)[number][1];
  readonly major: number;
  readonly minor: number;
  readonly rate: number;
}

/** Limits of single block devices, per second. */
export function throttles(blockIo: NonNullable<ResourcesSpec['blockIO']>): readonly Throttle[] {
  return THROTTLES.flatMap(([key, kind]) =>
    (blockIo[key] ?? []).map((device, index) => ({ ...device, key: `${key}[${index}]`, kind })),
  );
}
