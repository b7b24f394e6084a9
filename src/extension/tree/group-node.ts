import { countOf } from '../../shared/format/count.ts';
import type { ContainerNode } from './container-node.ts';
import type { Group } from './grouping.ts';
import type { TreeNode } from './node.ts';
import { makeRow, type Row } from './row.ts';
import type { Subject } from './subject.ts';

/** The containers of one runtime or one pod. */
export class GroupNode implements TreeNode {
  readonly id: string;
  readonly parent = undefined;
  readonly subject: Subject = { kind: 'text' };
  #group: Group;
  #members: readonly ContainerNode[] = [];

  constructor(group: Group) {
    this.id = `group/${group.key}`;
    this.#group = group;
  }

  update(group: Group, members: readonly ContainerNode[]): void {
    this.#group = group;
    this.#members = members;
  }

  /** Lets go of the containers: the group is not shown any more, but VS Code may still hold it. */
  clear(): void {
    this.#members = [];
  }

  row(): Row {
    const { title, tooltip } = this.#group;
    const count = this.#members.length;
    return makeRow({
      label: title,
      description: String(count),
      tooltip,
      expand: 'expanded',
      context: ['group'],
      spoken: `${title}, ${countOf(count, 'container', 'containers')}`,
    });
  }

  children(): readonly TreeNode[] {
    return this.#members;
  }
}
