import type { Container } from '../../shared/model/container.ts';
import type { HelperApi } from '../helper-client/api.ts';
import type { Log } from '../log.ts';
import type { Row } from './row.ts';
import type { Subject } from './subject.ts';

/** One element of the tree. The same object stands for the same thing as long as that thing exists. */
export interface TreeNode {
  /** Unique in the tree, and the same for the same thing. */
  readonly id: string;
  readonly parent: TreeNode | undefined;
  readonly subject: Subject;
  /** Counts changes below this node, where it does so: an equal number means that nothing below is different. */
  readonly revision?: number;
  row(): Row;
  /** The children that are known now. */
  children(): readonly TreeNode[];
  /** Settles when there is more to show than "reading". */
  ready?(): Promise<void>;
  /** Somebody sees the children now, or nobody any more. */
  setLive?(live: boolean): void;
}

/** A node that stands for a container: those below it look there for its facts as they are now. */
export interface ContainerHolder extends TreeNode {
  readonly container: Container;
}

/** What the nodes need of the world around them. */
export interface TreeContext {
  readonly helper: HelperApi;
  readonly log: Log;
  /** Milliseconds between an answer about limits and the next question. */
  readonly limitsDelay: number;
  /** Milliseconds between a question about processes that failed and the next one. */
  readonly retryDelay: number;
  container(id: string): Container | undefined;
  /** Tells that the row or the children of a node may be different now. */
  changed(node: TreeNode): void;
}
