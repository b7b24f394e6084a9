import type { Unread } from '../../shared/model/reading.ts';
import type { Icon } from './row.ts';

/** A lock only where root would see more. */
export function unreadIcon({ reason }: Unread): Icon {
  return { id: reason === 'permission' ? 'lock' : 'circle-slash' };
}
