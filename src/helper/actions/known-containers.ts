import type { Entry } from '../inventory/entry.ts';

/** The containers that the inventory knows. */
export interface KnownContainers {
  /** Brings them up to date. */
  fresh(): Promise<unknown>;
  entry(containerId: string): Entry | undefined;
  all(): readonly Entry[];
}
