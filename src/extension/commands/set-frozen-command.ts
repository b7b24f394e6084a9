import { namesOf, setFrozen } from '../freezing/set-frozen.ts';
import { containerOf } from '../tree/container-of.ts';
import { chooseContainers, type ContainerChoice } from './choose-container.ts';
import type { Command, CommandContext } from './command.ts';
import { containersMeant } from './containers-meant.ts';
import { mayChange } from './may-change.ts';
import { containerNamed, isFromOutside, readContainerArguments, warnOfArguments } from './outside-arguments.ts';

/**
 * "Freeze" or "Thaw". It can be taken back: only who is called by another extension asks. From the palette the user
 * chooses, since the selection of the view may be one that nobody sees.
 */
export function setFrozenCommand(frozen: boolean): Command {
  return async (context, ...args) => {
    if (isFromOutside(context, args)) {
      await setFrozenFromOutside(context, args, frozen);
      return;
    }
    if (!(await mayChange(context))) return;
    const choice: ContainerChoice = {
      title: frozen ? 'Freeze' : 'Thaw',
      filter: ({ state }) => (state === 'frozen') !== frozen,
      noneWords: frozen ? 'Every container is frozen already.' : 'No container is frozen.',
    };
    const containers =
      args[0] === undefined
        ? await chooseContainers(context, choice, selectedContainers(context))
        : await containersMeant(context, args, choice);
    if (containers.length > 0) await setFrozen(context, containers, frozen);
  };
}

/** The ids of the containers whose rows are selected, each once. */
function selectedContainers({ view, tree }: CommandContext): string[] {
  const rows = view.selection.filter((node) => tree.isNode(node));
  return [...new Set(rows.map((row) => containerOf(row)?.id).filter((id) => id !== undefined))];
}

async function setFrozenFromOutside(context: CommandContext, args: readonly unknown[], frozen: boolean): Promise<void> {
  const named = readContainerArguments(args);
  if (named === undefined) {
    warnOfArguments(context);
    return;
  }
  if (!(await mayChange(context))) return;
  const container = containerNamed(context, named);
  if (container === undefined) return;
  const verb = frozen ? 'Freeze' : 'Thaw';
  const answer = await context.ui.ask({
    message: `${verb} ${namesOf([container])}?`,
    detail: 'Another extension, a key or a link asks for it.',
    buttons: [verb],
  });
  if (answer !== undefined) await setFrozen(context, [container], frozen);
}
