import type { Container } from '../../shared/model/container.ts';
import { copyKinds } from '../copy/copy.ts';
import { containerDescription, containerIcon, containerSpoken, containerTooltip } from './container-words.ts';
import { LimitsNode } from './limits-node.ts';
import { NamespacesNode } from './namespaces-node.ts';
import type { TreeContext, TreeNode } from './node.ts';
import { ProcessesNode } from './processes-node.ts';
import { makeRow, type Row } from './row.ts';
import type { Subject } from './subject.ts';

/** One container or sandbox, with the containers that run in it. */
export class ContainerNode implements TreeNode {
  readonly id: string;
  readonly processes: ProcessesNode;
  readonly namespaces: NamespacesNode;
  readonly limits: LimitsNode;
  #container: Container;
  #parent: TreeNode | undefined;
  #nested: readonly ContainerNode[] = [];

  constructor(context: TreeContext, container: Container) {
    this.id = `container/${container.id}`;
    this.#container = container;
    this.processes = new ProcessesNode(context, this);
    this.namespaces = new NamespacesNode(context, this);
    this.limits = new LimitsNode(context, this);
  }

  get parent(): TreeNode | undefined {
    return this.#parent;
  }

  get container(): Container {
    return this.#container;
  }

  get subject(): Subject {
    return { kind: 'container', container: this.#container };
  }

  /** Takes in new facts. */
  update(container: Container): void {
    this.#container = container;
    this.processes.update();
  }

  /** Puts the node into its place. */
  place(parent: TreeNode | undefined, nested: readonly ContainerNode[]): void {
    this.#parent = parent;
    this.#nested = nested;
  }

  row(): Row {
    const container = this.#container;
    return makeRow({
      label: container.name,
      description: containerDescription(container),
      tooltip: containerTooltip(container),
      icon: containerIcon(container),
      expand: 'collapsed',
      context: [container.kind, ...copyKinds(this.subject), ...(container.state === 'frozen' ? ['frozen'] : [])],
      spoken: containerSpoken(container),
    });
  }

  children(): readonly TreeNode[] {
    return [this.processes, this.namespaces, this.limits, ...this.#nested];
  }

  /** Ends what runs for this node. */
  dispose(): void {
    this.processes.setLive(false);
    this.limits.setLive(false);
  }
}
