import { countOf } from '../../shared/format/count.ts';
import { containerOf } from '../tree/container-of.ts';
import { chooseContainer } from './choose-container.ts';
import type { Command } from './command.ts';
import { targetsOf } from './targets.ts';

/** Tabs that one command opens at the most. */
const MOST_TABS = 10;

/** Shows the limits of the container of a row, of the selected rows, or of one that the user chooses. */
export const inspectLimits: Command = async (context, ...args) => {
  const selected = context.view.selection.some((node) => context.tree.isNode(node) && containerOf(node) !== undefined);
  if (args[0] === undefined && !selected) {
    const chosen = await chooseContainer(context, { title: 'Inspect limits of' });
    if (chosen !== undefined) context.pages.open(chosen.id);
    return;
  }
  const targets = targetsOf(context, args);
  if (targets.length === 0) return;
  const ids = new Set(targets.map((node) => containerOf(node)?.id).filter((id) => id !== undefined));
  const living = [...ids].filter((id) => context.inventory.containers.has(id));
  if (ids.size === 0) context.ui.warn('This row belongs to no container. Select one in the Containers view.');
  else if (living.length === 0) context.ui.warn('The container ended meanwhile. Select another one.');
  else if (living.length > MOST_TABS) {
    context.ui.warn(`${countOf(living.length, 'container', 'containers')} are selected. Select at most ${MOST_TABS}.`);
  } else for (const id of living) context.pages.open(id);
};
