import { HelperError } from '../../shared/errors.ts';
import type { ContainerTarget } from '../../shared/protocol/actions.ts';
import type { Entry } from '../inventory/entry.ts';
import type { KnownContainers } from './known-containers.ts';

/**
 * The container that is meant: under the same id, and still with the same first process.
 *
 * @throws {HelperError} GONE
 */
export function knownContainer(
  { containerId, init }: ContainerTarget,
  operation: string,
  containers: KnownContainers,
): Entry {
  const entry = containers.entry(containerId);
  const known = entry?.group.init;
  if (entry !== undefined && known?.pid === init.pid && known.startTime === init.startTime) return entry;
  throw new HelperError({ code: 'GONE', operation, target: containerId }, 'no such container is running');
}
