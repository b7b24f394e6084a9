import type { NameSource } from '../../shared/model/container.ts';
import { type ByteString, display, type DisplayText, ownText } from '../../shared/text/display.ts';
import type { Group } from './grouping.ts';

export interface Named {
  readonly name: DisplayText;
  readonly source: NameSource;
}

/** What to call a container that nobody named: the short form of its id, its own cgroup, or its pid namespace. */
export function fallbackName(group: Group, containerId: ByteString | undefined): Named {
  if (containerId !== undefined) {
    const short = /^[0-9a-f]{64}$/.test(containerId) ? containerId.slice(0, 12) : containerId;
    return { name: display(short), source: 'cgroup' };
  }
  const leaf = group.path?.split('/').at(-1) ?? '';
  if (group.runtime === 'unknown' && leaf !== '' && !/\.(slice|scope|service)$/.test(leaf)) {
    return { name: display(leaf), source: 'cgroup' };
  }
  const { pidNamespace, pid } = group.init;
  return pidNamespace > 0
    ? { name: ownText(`sandbox ${pidNamespace}`), source: 'namespace' }
    : { name: ownText(`sandbox of PID ${pid}`), source: 'process' };
}
