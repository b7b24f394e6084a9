import { listOf } from '../../shared/format/list.ts';
import { compareNatural } from '../../shared/format/sort.ts';
import type { Container } from '../../shared/model/container.ts';
import { containerName } from '../container-name.ts';
import { shorten } from '../tree/row.ts';
import { runtimeWord } from '../tree/runtime-names.ts';
import { awaitInventory } from './await-inventory.ts';
import type { Choice, CommandContext } from './command.ts';

/** Characters of a name that is offered to choose from. */
const LABEL_LIMIT = 100;

/** Characters of the names of several containers that are offered as one. */
const NAMES_LIMIT = 200;

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
  choice: ContainerChoice,
): Promise<Container | undefined> {
  const chosen = await chooseContainers(context, choice, []);
  return chosen[0];
}

/**
 * Lets the user choose one of the containers that run now, or all of those that are selected already, which come first.
 * None where the user does not choose.
 */
export async function chooseContainers(
  context: CommandContext,
  { title, filter = () => true, noneWords }: ContainerChoice,
  selected: readonly string[],
): Promise<readonly Container[]> {
  if (!(await awaitInventory(context))) return [];
  const all = [...context.inventory.containers.values()];
  const offered = all.filter(filter).sort(byKindAndName);
  if (offered.length === 0) {
    const nothing = 'No container runs on this machine. Start one, then try again.';
    context.ui.warn(all.length === 0 || noneWords === undefined ? nothing : noneWords);
    return [];
  }
  const first = selected.map((id) => offered.find((one) => one.id === id)).filter((one) => one !== undefined);
  const others = offered.filter((one) => !first.includes(one));
  const choices = [
    ...(first.length > 1 ? [allOf(first)] : []),
    ...first.map((one) => toChoice(one, ['selected'])),
    ...others.map((one) => toChoice(one, [])),
  ];
  return (await context.ui.choose(title, choices)) ?? [];
}

function allOf(containers: readonly Container[]): Choice<readonly Container[]> {
  return {
    label: `All ${containers.length} selected containers`,
    description: shorten(listOf(containers.map(containerName)), NAMES_LIMIT),
    isCurrent: false,
    value: containers,
  };
}

function toChoice(container: Container, notes: readonly string[]): Choice<readonly Container[]> {
  const made = shorten(container.launcher ?? runtimeWord(container.runtime), LABEL_LIMIT);
  return {
    label: shorten(container.name, LABEL_LIMIT),
    description: [...notes, made, `pid ${container.init.pid}`].join(' · '),
    isCurrent: false,
    value: [container],
  };
}

function byKindAndName(a: Container, b: Container): number {
  return Number(a.kind === 'sandbox') - Number(b.kind === 'sandbox') || compareNatural(a, b);
}
