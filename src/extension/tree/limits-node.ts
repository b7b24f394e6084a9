import type { EffectiveLimit, LimitResource } from '../../shared/model/cgroup.ts';
import { copyKinds } from '../copy/copy.ts';
import { errorLine } from '../log.ts';
import { requestFailureWords } from '../request-failure.ts';
import { LimitNode } from './limit-node.ts';
import { NoteNode } from './note-node.ts';
import type { ContainerHolder, TreeContext, TreeNode } from './node.ts';
import { makeRow, type Row } from './row.ts';
import type { Subject } from './subject.ts';

/** What limits a container. Read again and again, but only while somebody sees it. */
export class LimitsNode implements TreeNode {
  readonly id: string;
  readonly parent: ContainerHolder;
  readonly #context: TreeContext;
  readonly #nodes = new Map<LimitResource, LimitNode>();
  #children: readonly TreeNode[];
  #loaded = false;
  /** The question under way or the wait for the next one; a new object each time somebody begins to look. */
  #watch: { timer?: NodeJS.Timeout; readonly first: Promise<void> } | undefined;

  constructor(context: TreeContext, parent: ContainerHolder) {
    this.id = `${parent.id}/limits`;
    this.parent = parent;
    this.#context = context;
    this.#children = [new NoteNode(this, 'Reading…')];
  }

  get subject(): Subject {
    return { kind: 'limits', container: this.parent.container };
  }

  row(): Row {
    return makeRow({
      label: 'Limits',
      tooltip: ['For each resource the limit that counts: the smallest on the way from the container to the root.'],
      icon: { id: 'dashboard' },
      expand: 'collapsed',
      context: ['limits', ...copyKinds(this.subject)],
    });
  }

  children(): readonly TreeNode[] {
    return this.#children;
  }

  ready(): Promise<void> {
    return this.#loaded ? Promise.resolve() : (this.#watch?.first ?? Promise.resolve());
  }

  setLive(live: boolean): void {
    if (live === (this.#watch !== undefined)) return;
    clearTimeout(this.#watch?.timer);
    this.#watch = live ? { first: this.#ask() } : undefined;
    if (this.#watch !== undefined) this.#again(this.#watch, this.#watch.first);
  }

  #again(watch: { timer?: NodeJS.Timeout }, answered: Promise<void>): void {
    void answered.then(() => {
      if (this.#watch !== watch) return;
      watch.timer = setTimeout(() => this.#again(watch, this.#ask()), this.#context.limitsDelay);
    });
  }

  async #ask(): Promise<void> {
    try {
      const { limits } = await this.#context.helper.request('container/limits', {
        containerId: this.parent.container.id,
      });
      this.#children = limits.map((limit) => this.#nodeOf(limit));
      this.#loaded = true;
    } catch (error) {
      this.#context.log.debug(`container/limits: ${errorLine(error)}`);
      if (this.#loaded) return;
      this.#children = [new NoteNode(this, requestFailureWords(error), { id: 'warning' })];
    }
    this.#context.changed(this);
  }

  #nodeOf(limit: EffectiveLimit): LimitNode {
    const known = this.#nodes.get(limit.resource);
    if (known !== undefined) {
      known.update(limit);
      return known;
    }
    const node = new LimitNode(this, limit);
    this.#nodes.set(limit.resource, node);
    return node;
  }
}
