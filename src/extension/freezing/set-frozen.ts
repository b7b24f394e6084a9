import type { Container } from '../../shared/model/container.ts';
import type { CommandContext } from '../commands/command.ts';
import { containerName } from '../container-name.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { frozenWords } from './words.ts';

/** Freezes or thaws containers, tells what became of them, and offers the way back. */
export async function setFrozen(
  context: CommandContext,
  containers: readonly Container[],
  frozen: boolean,
): Promise<void> {
  const { done, text, level } = await tryFrozen(context, containers, frozen);
  const button = await context.ui.offer({ text, level, buttons: frozen && done.length > 0 ? ['Thaw'] : [] });
  if (button === 'Thaw') await setFrozen(context, done, false);
}

/** What became of containers that were to be frozen or thawed. */
export interface FrozenOutcome {
  /** Those that are as they were to be. */
  readonly done: readonly Container[];
  /** A sentence or two about each. */
  readonly text: string;
  readonly level: 'information' | 'warning';
}

/** Freezes or thaws containers, one after the other. */
export async function tryFrozen(
  context: CommandContext,
  containers: readonly Container[],
  frozen: boolean,
): Promise<FrozenOutcome> {
  const title = `${frozen ? 'Freezing' : 'Thawing'} ${namesOf(containers)}…`;
  return context.ui.during(title, async () => {
    const done: Container[] = [];
    const told: string[] = [];
    for (const container of containers) {
      const { outcome, words } = await setOne(context, container, frozen);
      if (outcome) done.push(container);
      told.push(words);
    }
    return { done, text: told.join(' '), level: done.length === containers.length ? 'information' : 'warning' };
  });
}

async function setOne(
  { helper }: CommandContext,
  container: Container,
  frozen: boolean,
): Promise<{ readonly outcome: boolean; readonly words: string }> {
  try {
    const params = { containerId: container.id, init: container.init, frozen };
    const result = await helper.request('container/freeze', params);
    return { outcome: (result.state === 'frozen') === frozen, words: frozenWords(container, frozen, result) };
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    const name = containerName(container);
    return { outcome: false, words: `${frozen ? 'Freezing' : 'Thawing'} ${name} failed. ${actionFailureWords(error)}` };
  }
}

/** The name of one container, else how many they are. */
export function namesOf(containers: readonly Container[]): string {
  const [first] = containers;
  return containers.length === 1 && first !== undefined ? containerName(first) : `${containers.length} containers`;
}
