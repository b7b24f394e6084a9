import { countOf } from '../../shared/format/count.ts';
import type { ProcessesResult } from '../../shared/protocol/helper.ts';
import { copyKinds } from '../copy/copy.ts';
import { requestFailureWords } from '../request-failure.ts';
import { errorLine } from '../log.ts';
import { NoteNode } from './note-node.ts';
import type { ContainerHolder, TreeContext, TreeNode } from './node.ts';
import { processForest, type PlacedProcess } from './process-forest.ts';
import { ProcessNode } from './process-node.ts';
import { makeRow, type Row } from './row.ts';
import type { Subject } from './subject.ts';

/** The processes of a container. They are read when somebody sees them, and again when one came or went. */
export class ProcessesNode implements TreeNode {
  readonly id: string;
  readonly parent: ContainerHolder;
  readonly #context: TreeContext;
  #live = false;
  #loading: Promise<void> | undefined;
  /** The wait after a question that failed. */
  #retryTimer: NodeJS.Timeout | undefined;
  /** The container's `processRevision` that was last asked about. */
  #askedRevision: number | undefined;
  #pids: readonly number[] = [];
  #nodes = new Map<string, ProcessNode>();
  /** Processes that have, or once had, children. */
  #parents = new Set<string>();
  #children: readonly TreeNode[];
  #loaded = false;
  #revision = 0;

  constructor(context: TreeContext, parent: ContainerHolder) {
    this.id = `${parent.id}/processes`;
    this.parent = parent;
    this.#context = context;
    this.#children = [new NoteNode(this, 'Reading…')];
  }

  get revision(): number {
    return this.#revision;
  }

  get subject(): Subject {
    return { kind: 'processes', container: this.parent.container, pids: this.#pids };
  }

  row(): Row {
    const count = this.parent.container.processCount;
    return makeRow({
      label: 'Processes',
      description: String(count),
      tooltip: [countOf(count, 'process', 'processes'), 'PIDs are shown from outside to inside: host → container.'],
      icon: { id: 'list-tree' },
      expand: 'collapsed',
      context: ['processes', ...copyKinds(this.subject)],
      spoken: countOf(count, 'process', 'processes'),
    });
  }

  children(): readonly TreeNode[] {
    return this.#children;
  }

  ready(): Promise<void> {
    return this.#loaded ? Promise.resolve() : (this.#loading ?? Promise.resolve());
  }

  setLive(live: boolean): void {
    if (this.#live === live) return;
    this.#live = live;
    if (live) this.#load();
    else clearTimeout(this.#retryTimer);
  }

  /** The container has new facts. */
  update(): void {
    if (this.#live && this.parent.container.processRevision !== this.#askedRevision) this.#load();
  }

  /** Reads the processes anew, where somebody sees them. */
  refresh(): void {
    if (!this.#live) return;
    // So that a question which is under way is asked once more.
    this.#askedRevision = undefined;
    this.#load();
  }

  #load(): void {
    clearTimeout(this.#retryTimer);
    // One question at a time; `update` after the answer asks again where something changed meanwhile.
    this.#loading ??= this.#ask().finally(() => {
      this.#loading = undefined;
      this.update();
    });
  }

  async #ask(): Promise<void> {
    const { container } = this.parent;
    this.#askedRevision = container.processRevision;
    try {
      this.#show(await this.#context.helper.request('container/processes', { containerId: container.id }));
    } catch (error) {
      this.#context.log.debug(`container/processes: ${errorLine(error)}`);
      if (this.#live) this.#retryTimer = setTimeout(() => this.#load(), this.#context.retryDelay);
      // What was known stays: it is better than an error in its place.
      if (this.#loaded) return;
      const note = new NoteNode(this, requestFailureWords(error), { id: 'warning' });
      if (this.#children[0]?.id === note.id) return;
      this.#children = [note];
    }
    this.#revision++;
    this.#context.changed(this);
  }

  #show({ processes, omitted }: ProcessesResult): void {
    const nodes = new Map<string, ProcessNode>();
    const parents = new Set<string>();
    const children: TreeNode[] = this.#build(processForest(processes), this, nodes, parents);
    if (omitted > 0) children.push(new NoteNode(this, `… and ${omitted} more`));
    this.#nodes = nodes;
    this.#parents = parents;
    this.#children = children;
    this.#pids = processes.map((process) => process.pid);
    this.#loaded = true;
  }

  /** Makes or reuses the nodes of a forest. Recursion is bounded by the forest's depth limit. */
  #build(
    forest: readonly PlacedProcess[],
    parent: TreeNode,
    nodes: Map<string, ProcessNode>,
    parents: Set<string>,
  ): ProcessNode[] {
    return forest.map(({ process, children }) => {
      // The parent stands in the id because VS Code refuses an id that it has seen at another place.
      const key = `${this.id}/${process.pid}/${process.startTime}/${parent === this ? 0 : process.parentPid}`;
      // VS Code keeps a row without children closed when it gets some. So the first child makes a new row, once.
      const isParent = children.length > 0 || this.#parents.has(key);
      if (isParent) parents.add(key);
      const id = isParent ? `${key}/parent` : key;
      const node = this.#nodes.get(id) ?? new ProcessNode(id, process, parent);
      nodes.set(id, node);
      node.update(process, parent, this.#build(children, node, nodes, parents));
      return node;
    });
  }
}
