import { countOf } from '../../shared/format/count.ts';
import { compareNatural } from '../../shared/format/sort.ts';
import type { Container } from '../../shared/model/container.ts';
import type { TreeNode } from '../tree/node.ts';
import { shorten } from '../tree/row.ts';
import { runtimeWord } from '../tree/runtime-names.ts';
import { awaitInventory } from './await-inventory.ts';
import type { Command, CommandContext } from './command.ts';
import { targetsOf } from './targets.ts';

/** Tabs that one command opens at the most. */
const MOST_TABS = 10;

/** Characters of a name that is offered to choose from. */
const LABEL_LIMIT = 100;

/** Shows the limits of the container of a row, of the selected rows, or of one that the user chooses. */
export const inspectLimits: Command = async (context, ...args) => {
  const selected = context.view.selection.some((node) => context.tree.isNode(node) && containerOf(node) !== undefined);
  if (args[0] === undefined && !selected) {
    const chosen = await chooseContainer(context);
    if (chosen !== undefined) context.pages.open(chosen);
    return;
  }
  const targets = targetsOf(context, args);
  if (targets.length === 0) return;
  const ids = new Set(targets.map(containerOf).filter((id) => id !== undefined));
  const living = [...ids].filter((id) => context.inventory.containers.has(id));
  if (ids.size === 0) context.ui.warn('This row belongs to no container. Select one in the Containers view.');
  else if (living.length === 0) context.ui.warn('The container ended meanwhile. Select another one.');
  else if (living.length > MOST_TABS) {
    context.ui.warn(`${countOf(living.length, 'container', 'containers')} are selected. Select at most ${MOST_TABS}.`);
  } else for (const id of living) context.pages.open(id);
};

/** The id of the container that a row stands for or belongs to. */
function containerOf(node: TreeNode): string | undefined {
  for (let above: TreeNode | undefined = node; above !== undefined; above = above.parent) {
    if (above.subject.kind === 'container') return above.subject.container.id;
  }
  return undefined;
}

async function chooseContainer(context: CommandContext): Promise<string | undefined> {
  if (!(await awaitInventory(context))) return undefined;
  const containers = [...context.inventory.containers.values()].sort(byKindAndName);
  if (containers.length === 0) {
    context.ui.warn('No container runs on this machine. Start one, then try again.');
    return undefined;
  }
  return context.ui.choose(
    'Inspect limits of',
    containers.map((container) => ({
      label: shorten(container.name, LABEL_LIMIT),
      description: `${shorten(container.launcher ?? runtimeWord(container.runtime), LABEL_LIMIT)} · pid ${container.init.pid}`,
      isCurrent: false,
      value: container.id,
    })),
  );
}

function byKindAndName(a: Container, b: Container): number {
  return Number(a.kind === 'sandbox') - Number(b.kind === 'sandbox') || compareNatural(a, b);
}
