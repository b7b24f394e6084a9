import type { Container } from '../../shared/model/container.ts';
import { changeLimit as change } from '../limit-change/change.ts';
import type { Command, CommandContext } from './command.ts';
import { containersMeant } from './containers-meant.ts';
import { mayChange } from './may-change.ts';
import { containerNamed, isFromOutside, readLimitArguments, warnOfArguments } from './outside-arguments.ts';

/** Changes a limit of the container of a row, or of one that the user chooses. */
export const changeLimit: Command = async (context, ...args) => {
  if (isFromOutside(context, args)) {
    await changeFromOutside(context, args);
    return;
  }
  if (!(await mayChange(context))) return;
  const containers = await containersMeant(context, args, { title: 'Change a limit of' });
  const [container, ...more] = containers;
  if (container === undefined) return;
  if (more.length > 0) {
    context.ui.warn('Limits are changed of one container at a time. Select one.');
    return;
  }
  const row = args[0] ?? context.view.selection[0];
  const isLimit = context.tree.isNode(row) && row.subject.kind === 'limit';
  await change(context, container, { resource: isLimit ? row.subject.limit.resource : undefined });
};

/** Changes a limit of a container, which the user chooses. */
export async function changeLimitOf(context: CommandContext, container: Container): Promise<void> {
  if (await mayChange(context)) await change(context, container, {});
}

async function changeFromOutside(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const named = readLimitArguments(args);
  if (named === undefined) {
    warnOfArguments(context);
    return;
  }
  if (!(await mayChange(context))) return;
  const { containerId, pid, startTime } = named;
  const container = containerNamed(context, { containerId, pid, startTime });
  if (container !== undefined) await change(context, container, { change: named.change });
}
