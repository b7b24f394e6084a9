import type { Container } from '../../shared/model/container.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { allAim, processAim, type Aim } from '../signals/aim.ts';
import { chooseAims } from '../signals/choose-aims.ts';
import { sendSignal as send } from '../signals/send.ts';
import { containerOf } from '../tree/container-of.ts';
import type { TreeNode } from '../tree/node.ts';
import { chooseContainer } from './choose-container.ts';
import type { Command, CommandContext } from './command.ts';
import { mayChange } from './may-change.ts';
import {
  containerNamed,
  isFromOutside,
  readSignalArguments,
  warnOfArguments,
  type SignalArguments,
} from './outside-arguments.ts';
import { targetsOf } from './targets.ts';

/** Sends a signal to the containers and processes of rows, or to those that the user chooses. */
export const sendSignal: Command = (context, ...args) =>
  sayingFailure(context, () =>
    isFromOutside(context, args) ? sendFromOutside(context, args) : sendFromRows(context, args),
  );

/** Sends a signal to a container: to its first process, to all of them, or to one that the user chooses. */
export function sendSignalTo(context: CommandContext, container: Container): Promise<void> {
  return sayingFailure(context, async () => {
    if (!(await mayChange(context))) return;
    const aims = await chooseAims(context, [container], { offersProcesses: true });
    if (aims !== undefined) await send(context, aims, { alwaysAsk: false });
  });
}

async function sayingFailure({ ui }: CommandContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    ui.warn(`No signal was sent. ${actionFailureWords(error)}`);
  }
}

async function sendFromRows(context: CommandContext, args: readonly unknown[]): Promise<void> {
  if (!(await mayChange(context))) return;
  const aims = await aimsOf(context, args);
  if (aims !== undefined && aims.length > 0) await send(context, aims, { alwaysAsk: false });
}

async function aimsOf(context: CommandContext, args: readonly unknown[]): Promise<readonly Aim[] | undefined> {
  const { tree, view, ui, inventory } = context;
  const isSelected = view.selection.some((node) => tree.isNode(node) && containerOf(node) !== undefined);
  if (args[0] === undefined && !isSelected) {
    const container = await chooseContainer(context, { title: 'Send signal to' });
    return container === undefined ? undefined : chooseAims(context, [container], { offersProcesses: true });
  }
  const rows = targetsOf(context, args);
  if (rows.length === 0) return undefined;
  const processes = rows.map(processOf).filter((aim) => aim !== undefined);
  const containers = new Map<string, Container>();
  for (const row of rows) {
    const container = row.subject.kind === 'process' ? undefined : containerOf(row);
    const known = container === undefined ? undefined : inventory.containers.get(container.id);
    if (known !== undefined) containers.set(known.id, known);
  }
  if (processes.length + containers.size === 0) {
    ui.warn('Nothing of this can be sent a signal. Select a container or a process that is still there.');
    return undefined;
  }
  if (containers.size === 0) return processes;
  const chosen = await chooseAims(context, [...containers.values()], { offersProcesses: false });
  return chosen === undefined ? undefined : eachOnce([...chosen, ...processes]);
}

/** Without those that are there twice: the row of a container and that of its first process mean the same. */
function eachOnce(aims: readonly Aim[]): Aim[] {
  return [...new Map(aims.map((aim) => [JSON.stringify(aim.target), aim])).values()];
}

function processOf(row: TreeNode): Aim | undefined {
  const container = containerOf(row);
  return row.subject.kind === 'process' && container !== undefined
    ? processAim(container, row.subject.process)
    : undefined;
}

async function sendFromOutside(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const named = readSignalArguments(args);
  if (named === undefined) {
    warnOfArguments(context);
    return;
  }
  if (!(await mayChange(context))) return;
  const aim = await aimNamed(context, named);
  if (aim === undefined) return;
  const { signal } = named;
  await send(context, [aim], { alwaysAsk: true, ...(signal === undefined ? {} : { signal }) });
}

async function aimNamed(context: CommandContext, named: SignalArguments): Promise<Aim | undefined> {
  const { helper, inventory, ui } = context;
  const { containerId, pid, startTime } = named;
  const container = inventory.containers.get(containerId);
  if (named.to === 'all' || container === undefined) {
    const same = containerNamed(context, { containerId, pid, startTime });
    return same === undefined ? undefined : allAim(same);
  }
  const { processes } = await helper.request('container/processes', { containerId });
  const process = processes.find((one) => one.pid === pid && one.startTime === startTime);
  if (process === undefined) {
    ui.warn('Nothing was sent: the process that is meant ended, or is not in that container.');
    return undefined;
  }
  return processAim(container, process);
}
