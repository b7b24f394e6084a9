import type { MountSpec } from './mount-schema.ts';

/** The options decide, as in runc; the type `bind` alone is enough, as in crun. */
export function isBindMount({ type, options = [] }: MountSpec): boolean {
  return type === 'bind' || options.includes('bind') || options.includes('rbind');
}
