import { namesOf, setFrozen } from '../freezing/set-frozen.ts';
import type { Command, CommandContext } from './command.ts';
import { containersMeant } from './containers-meant.ts';
import { mayChange } from './may-change.ts';
import { containerNamed, isFromOutside, readContainerArguments, warnOfArguments } from './outside-arguments.ts';

/** "Freeze" or "Thaw". It can be taken back: only who is called by another extension asks. */
export function setFrozenCommand(frozen: boolean): Command {
  return async (context, ...args) => {
    if (isFromOutside(context, args)) {
      await setFrozenFromOutside(context, args, frozen);
      return;
    }
    if (!(await mayChange(context))) return;
    const containers = await containersMeant(context, args, {
      title: frozen ? 'Freeze' : 'Thaw',
      filter: ({ state }) => (state === 'frozen') !== frozen,
      noneWords: frozen ? 'Every container is frozen already.' : 'No container is frozen.',
    });
    if (containers.length > 0) await setFrozen(context, containers, frozen);
  };
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
