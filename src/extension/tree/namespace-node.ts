import { unreadSentence, unreadWords } from '../../shared/format/words.ts';
import type { Container } from '../../shared/model/container.ts';
import type { NamespaceMembership, NamespaceType } from '../../shared/model/namespace.ts';
import { isRead, unread, valueOf } from '../../shared/model/reading.ts';
import { copyKinds } from '../copy/copy.ts';
import type { ContainerHolder, TreeContext, TreeNode } from './node.ts';
import { makeRow, type Icon, type Row } from './row.ts';
import type { Subject } from './subject.ts';
import { unreadIcon } from './unread-icon.ts';

/** Names of other containers that one row lists. */
const NAMES_SHOWN = 3;

/** The inode of the machine's initial user namespace: PROC_USER_INIT_INO in include/linux/proc_ns.h. */
const INITIAL_USER_INO = 0xeffffffd;

/** What each type keeps apart; namespaces(7). */
const PURPOSES: Readonly<Record<NamespaceType, string>> = {
  cgroup: 'the root of the cgroup paths that are seen',
  ipc: 'System V IPC and POSIX message queues',
  mnt: 'mount points: the file system that is seen',
  net: 'network devices, addresses, ports and routes',
  pid: 'process IDs: the processes that are seen',
  time: 'the boot-time and monotonic clocks',
  user: 'user and group IDs, and what root may do',
  uts: 'the host name',
};

/** One namespace of a container. */
export class NamespaceNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode & { readonly parent: ContainerHolder };
  readonly #context: TreeContext;
  readonly #type: NamespaceType;

  constructor(context: TreeContext, parent: TreeNode & { readonly parent: ContainerHolder }, type: NamespaceType) {
    this.id = `${parent.id}/${type}`;
    this.parent = parent;
    this.#context = context;
    this.#type = type;
  }

  get subject(): Subject {
    return { kind: 'namespace', container: this.#container, membership: this.#membership };
  }

  row(): Row {
    const membership = this.#membership;
    const context = ['namespace', ...copyKinds(this.subject)];
    const purpose = `The ${this.#type} namespace: ${PURPOSES[this.#type]}.`;
    if (!isRead(membership.id)) {
      const why = membership.id.unread;
      return makeRow({
        label: this.#type,
        description: unreadWords(why),
        tooltip: [purpose, unreadSentence(why)],
        icon: unreadIcon(why),
        context,
      });
    }
    const { dev, ino } = membership.id.value;
    const scope = this.#scopeWords(membership);
    return makeRow({
      label: this.#type,
      description: `${ino} · ${scope}`,
      tooltip: [purpose, `Inode ${ino} on device ${dev}`, scope, ...this.#sharedNames(membership)],
      icon: this.#icon(membership),
      context,
    });
  }

  children(): readonly TreeNode[] {
    return [];
  }

  get #container(): Container {
    return this.parent.parent.container;
  }

  get #membership(): NamespaceMembership {
    return (
      this.#container.namespaces.find(({ type }) => type === this.#type) ?? {
        type: this.#type,
        id: unread('error'),
        scope: 'unknown',
        sharedWith: [],
        sharedWithMore: 0,
      }
    );
  }

  #scopeWords(membership: NamespaceMembership): string {
    switch (membership.scope) {
      case 'private':
        return 'private';
      case 'host':
        return this.#type === 'user' ? this.#hostUserWords(membership) : "the host's";
      case 'unknown':
        return 'not known whose';
      case 'shared': {
        const names = this.#sharedNames(membership);
        const shown = names.slice(0, NAMES_SHOWN).join(', ');
        const rest = names.length - Math.min(names.length, NAMES_SHOWN) + membership.sharedWithMore;
        return `shared with ${shown}${rest > 0 ? ` and ${rest} more` : ''}`;
      }
    }
  }

  /** Whose the helper's own user namespace is: in a rootless container it is not the machine's. */
  #hostUserWords(membership: NamespaceMembership): string {
    if (!isInitialUser(membership)) return "this window's own";
    const uid = valueOf(this.#container.initUid);
    if (uid === undefined) return "the host's";
    const user = uid === 0 ? 'root' : `uid ${uid}`;
    return `the host's: ${user} inside is ${user} outside`;
  }

  #sharedNames(membership: NamespaceMembership): string[] {
    return membership.sharedWith.map((id) => this.#context.container(id)?.name ?? id);
  }

  #icon(membership: NamespaceMembership): Icon {
    const isRootOutside = isInitialUser(membership) && valueOf(this.#container.initUid) === 0;
    if (membership.scope === 'host' && isRootOutside) return { id: 'warning', color: 'list.warningForeground' };
    if (membership.scope === 'host') return { id: 'vm' };
    if (membership.scope === 'shared') return { id: 'link' };
    return membership.scope === 'private' ? { id: 'symbol-namespace' } : { id: 'question' };
  }
}

function isInitialUser({ type, id }: NamespaceMembership): boolean {
  return type === 'user' && valueOf(id)?.ino === INITIAL_USER_INO;
}
