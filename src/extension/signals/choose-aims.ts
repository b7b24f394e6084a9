import { countOf } from '../../shared/format/count.ts';
import type { Container } from '../../shared/model/container.ts';
import { valueOf } from '../../shared/model/reading.ts';
import type { Choice, CommandContext, Separator } from '../commands/command.ts';
import { containerName } from '../container-name.ts';
import { shorten } from '../tree/row.ts';
import { allAim, initAim, processAim, type Aim } from './aim.ts';

/** Characters of a command line that is offered to choose from. */
const COMMAND_LIMIT = 120;

export interface AimsChoice {
  /** Whether single processes are offered too, of one container. */
  readonly offersProcesses: boolean;
}

/**
 * Lets the user choose who of the containers is meant: their first processes or all. Does not ask where that is the
 * same.
 */
export async function chooseAims(
  context: CommandContext,
  containers: readonly Container[],
  { offersProcesses }: AimsChoice,
): Promise<readonly Aim[] | undefined> {
  const nested = [...context.inventory.containers.values()].map(({ parent }) => parent);
  const isAlone = ({ id, processCount }: Container) => processCount <= 1 && !nested.includes(id);
  if (containers.every(isAlone)) return containers.map(initAim);
  const [only] = containers;
  if (containers.length > 1 || only === undefined) {
    return context.ui.choose(`Send signal to ${countOf(containers.length, 'container', 'containers')}: to whom?`, [
      { label: 'Their first processes', isCurrent: false, value: containers.map(initAim) },
      { label: 'All their processes', isCurrent: false, value: containers.map(allAim) },
    ]);
  }
  const choices: (Choice<readonly Aim[]> | Separator)[] = [
    {
      label: `Its first process (PID ${only.init.pid})`,
      description: only.initComm,
      detail: 'What ends it ends the container.',
      isCurrent: false,
      value: [initAim(only)],
    },
    {
      label: 'All its processes',
      description: String(only.processCount),
      detail: 'With those of the containers that run in it.',
      isCurrent: false,
      value: [allAim(only)],
    },
  ];
  if (offersProcesses) choices.push(...(await processChoices(context, only)));
  return context.ui.choose(`Send signal to ${containerName(only)}: to whom?`, choices);
}

async function processChoices(
  { helper }: CommandContext,
  container: Container,
): Promise<(Choice<readonly Aim[]> | Separator)[]> {
  const { processes } = await helper.request('container/processes', { containerId: container.id });
  const others = processes.filter(({ pid }) => pid !== container.init.pid);
  if (others.length === 0) return [];
  const choices = others.map((process): Choice<readonly Aim[]> => {
    const pids = valueOf(process.pids) ?? [process.pid];
    const command = valueOf(process.commandLine);
    return {
      label: pids.length > 1 ? pids.join(' → ') : String(process.pid),
      description: shorten(command === undefined || command === '' ? process.comm : command, COMMAND_LIMIT),
      isCurrent: false,
      value: [processAim(container, process)],
    };
  });
  return [{ separator: 'processes' }, ...choices];
}
