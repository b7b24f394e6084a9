import { summarizeNamespaces } from '../../shared/format/namespace.ts';
import { unreadSentence, unreadWords } from '../../shared/format/words.ts';
import { NAMESPACE_TYPES, type NamespaceType } from '../../shared/model/namespace.ts';
import { isRead } from '../../shared/model/reading.ts';
import { copyKinds } from '../copy/copy.ts';
import { NamespaceNode } from './namespace-node.ts';
import type { ContainerHolder, TreeContext, TreeNode } from './node.ts';
import { makeRow, type Row } from './row.ts';
import type { Subject } from './subject.ts';
import { unreadIcon } from './unread-icon.ts';

/** The eight namespaces that a container's first process lives in. */
export class NamespacesNode implements TreeNode {
  readonly id: string;
  readonly parent: ContainerHolder;
  readonly #nodes: ReadonlyMap<NamespaceType, NamespaceNode>;

  constructor(context: TreeContext, parent: ContainerHolder) {
    this.id = `${parent.id}/namespaces`;
    this.parent = parent;
    this.#nodes = new Map(NAMESPACE_TYPES.map((type) => [type, new NamespaceNode(context, this, type)]));
  }

  get subject(): Subject {
    return { kind: 'namespaces', container: this.parent.container };
  }

  row(): Row {
    const memberships = this.parent.container.namespaces;
    const [first] = memberships;
    const isUnread = first !== undefined && memberships.every(({ id }) => !isRead(id));
    const context = ['namespaces', ...copyKinds(this.subject)];
    if (isUnread && !isRead(first.id)) {
      return makeRow({
        label: 'Namespaces',
        description: unreadWords(first.id.unread),
        tooltip: [unreadSentence(first.id.unread)],
        icon: unreadIcon(first.id.unread),
        expand: 'collapsed',
        context,
      });
    }
    const summary = summarizeNamespaces(memberships);
    return makeRow({
      label: 'Namespaces',
      description: summary,
      tooltip: [summary, 'Private: no other container lives in it.', "The host's: it is the machine's own."],
      icon: { id: 'symbol-namespace' },
      expand: 'collapsed',
      context,
    });
  }

  children(): readonly TreeNode[] {
    const memberships = this.parent.container.namespaces;
    return memberships.map(({ type }) => this.#nodes.get(type)).filter((node) => node !== undefined);
  }
}
