import type { Container } from '../../shared/model/container.ts';
import type { TreeNode } from './node.ts';

/** The container that a row stands for or belongs to. */
export function containerOf(node: TreeNode): Container | undefined {
  for (let above: TreeNode | undefined = node; above !== undefined; above = above.parent) {
    if (above.subject.kind === 'container') return above.subject.container;
  }
  return undefined;
}
