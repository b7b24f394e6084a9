import type { TreeNode } from '../tree/node.ts';
import type { CommandContext } from './command.ts';

/**
 * The rows that a command is about: those it was called on, else those that are selected. Says so and gives none where
 * it was called on something that is no row of the view.
 */
export function targetsOf(context: CommandContext, args: readonly unknown[]): readonly TreeNode[] {
  const { tree, view, ui } = context;
  const [first, all] = args;
  if (first === undefined) {
    const selected = view.selection.filter((node) => tree.isNode(node));
    if (selected.length === 0) ui.warn('Select a row in the Containers view first.');
    return selected;
  }
  if (!tree.isNode(first)) {
    ui.warn('This command works only on rows of the Containers view. Select one there.');
    return [];
  }
  // VS Code passes the whole selection second, where the row is part of it.
  if (Array.isArray(all) && all.includes(first) && all.every((one) => tree.isNode(one))) return all;
  return [first];
}
