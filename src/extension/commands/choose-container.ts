import { compareNatural } from '../../shared/format/sort.ts';
import type { Container } from '../../shared/model/container.ts';
import { shorten } from '../tree/row.ts';
import { runtimeWord } from '../tree/runtime-names.ts';
import { awaitInventory } from './await-inventory.ts';
import type { CommandContext } from './command.ts';

/** Characters of a name that is offered to choose from. */
const LABEL_LIMIT = 100;

export interface ContainerChoice {
  readonly title: string;
  /** Which containers are offered; all where it is absent. */
  readonly filter?: (container: Container) => boolean;
  /** What is said where none of them is offered. */
  readonly noneWords?: string;
}

/** Lets the user choose one of the containers that run now. */
export async function chooseContainer(
  context: CommandContext,
  { title, filter = () => true, noneWords }: ContainerChoice,
): Promise<Container | undefined> {
  if (!(await awaitInventory(context))) return undefined;
  const all = [...context.inventory.containers.values()];
  const offered = all.filter(filter).sort(byKindAndName);
  if (offered.length === 0) {
    const nothing = 'No container runs on this machine. Start one, then try again.';
    context.ui.warn(all.length === 0 || noneWords === undefined ? nothing : noneWords);
    return undefined;
  }
  return context.ui.choose(
    title,
    offered.map((container) => ({
      label: shorten(container.name, LABEL_LIMIT),
      description: `${shorten(container.launcher ?? runtimeWord(container.runtime), LABEL_LIMIT)} · pid ${container.init.pid}`,
      isCurrent: false,
      value: container,
    })),
  );
}

function byKindAndName(a: Container, b: Container): number {
  return Number(a.kind === 'sandbox') - Number(b.kind === 'sandbox') || compareNatural(a, b);
}
