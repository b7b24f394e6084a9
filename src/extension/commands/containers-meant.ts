import type { Container } from '../../shared/model/container.ts';
import { containerOf } from '../tree/container-of.ts';
import { chooseContainer, type ContainerChoice } from './choose-container.ts';
import type { CommandContext } from './command.ts';
import { targetsOf } from './targets.ts';

/**
 * The containers that a command on rows is about: those of its rows, of the selected rows, or one that the user
 * chooses. As they are known now; says so where none is left.
 */
export async function containersMeant(
  context: CommandContext,
  args: readonly unknown[],
  choice: ContainerChoice,
): Promise<readonly Container[]> {
  const selected = context.view.selection.some((node) => context.tree.isNode(node) && containerOf(node) !== undefined);
  if (args[0] === undefined && !selected) {
    const chosen = await chooseContainer(context, choice);
    return chosen === undefined ? [] : [chosen];
  }
  const targets = targetsOf(context, args);
  if (targets.length === 0) return [];
  const seen = new Map<string, Container>();
  for (const container of targets.map(containerOf)) if (container !== undefined) seen.set(container.id, container);
  const living = [...seen.keys()]
    .map((id) => context.inventory.containers.get(id))
    .filter((container) => container !== undefined);
  if (seen.size === 0) context.ui.warn('This row belongs to no container. Select one in the Containers view.');
  else if (living.length === 0) context.ui.warn('The container ended meanwhile. Select another one.');
  return living;
}
