import { formatDevice, formatUse, RESOURCE_NAMES } from '../../shared/format/limit.ts';
import { unreadSentence } from '../../shared/format/words.ts';
import type { EffectiveLimit, HostilePath, LimitResource } from '../../shared/model/cgroup.ts';
import { isRead } from '../../shared/model/reading.ts';
import { copyKinds } from '../copy/copy.ts';
import type { TreeNode } from './node.ts';
import { makeRow, type Icon, type Row } from './row.ts';
import type { Subject } from './subject.ts';

const ICONS: Readonly<Record<LimitResource, string>> = {
  memory: 'chip',
  cpu: 'pulse',
  pids: 'list-tree',
  cpuset: 'circuit-board',
  io: 'database',
};

/** The limit that counts for one resource. */
export class LimitNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  #limit: EffectiveLimit;

  constructor(parent: TreeNode, limit: EffectiveLimit) {
    this.id = `${parent.id}/${limit.resource}`;
    this.parent = parent;
    this.#limit = limit;
  }

  get subject(): Subject {
    return { kind: 'limit', limit: this.#limit };
  }

  update(limit: EffectiveLimit): void {
    this.#limit = limit;
  }

  row(): Row {
    const limit = this.#limit;
    const setBy = setByWords(limit);
    const use = formatUse(limit);
    return makeRow({
      label: RESOURCE_NAMES[limit.resource],
      description: setBy === undefined ? use : `${use} · ${setBy}`,
      tooltip: tooltip(limit),
      icon: icon(limit),
      context: ['limit', ...copyKinds(this.subject)],
    });
  }

  children(): readonly TreeNode[] {
    return [];
  }
}

function icon(limit: EffectiveLimit): Icon {
  const isLocked = !isRead(limit.limit) && limit.limit.unread.reason === 'permission';
  return { id: isLocked ? 'lock' : ICONS[limit.resource] };
}

/** `its own limit`, `set by docker.slice`, or nothing where nothing limits. */
function setByWords(limit: EffectiveLimit): string | undefined {
  if (!isRead(limit.limit) || limit.limit.value.kind === 'max') return undefined;
  if (limit.own) return 'its own limit';
  return limit.setBy === undefined ? undefined : `set by ${lastSegment(limit.setBy)}`;
}

function lastSegment(path: HostilePath): string {
  return path.text.split('/').findLast((segment) => segment !== '') ?? 'the root cgroup';
}

function tooltip(limit: EffectiveLimit): string[] {
  const lines = [`${RESOURCE_NAMES[limit.resource]}: ${formatUse(limit)}`];
  if (limit.resource === 'pids') lines.push('Threads count too.');
  if (!isRead(limit.limit)) lines.push(unreadSentence(limit.limit.unread));
  else if (limit.limit.value.kind === 'devices') lines.push(...limit.limit.value.devices.map(formatDevice));
  if (limit.use !== undefined && !isRead(limit.use)) lines.push(`Use: ${unreadSentence(limit.use.unread)}`);
  if (limit.setBy !== undefined) lines.push(`Set by: ${limit.setBy.text}`);
  if (limit.limitFile !== undefined) lines.push(`Limit from: ${limit.limitFile.text}`);
  if (limit.useFile !== undefined) lines.push(`Use from: ${limit.useFile.text}`);
  return lines;
}
