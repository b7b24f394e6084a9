import type { RunWish } from '../../shared/model/run.ts';
import type { CommandContext } from '../commands/command.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { askCommand, askDetails, askPreset } from './ask.ts';
import { parseCommandLine } from './command-line.ts';
import { passPreflight } from './preflight.ts';
import type { Surroundings } from './surroundings.ts';

/** From the question for a command to its terminal. */
export async function runIsolated(
  context: CommandContext,
  { offered, folder, environment }: Surroundings,
): Promise<void> {
  const { ui, runs } = context;
  const command = await askCommand(ui, { recent: runs.history.lines, offered });
  const args = command === undefined ? undefined : parseCommandLine(command);
  if (command === undefined || args === undefined) return;
  const preset = await askPreset(ui);
  if (preset === undefined) return;
  const isolation = await askDetails(ui, preset, folder);
  if (isolation === undefined) return;
  await runs.history.add(command);
  await start(context, { title: command, args, folder, environment, isolation });
}

/** Starts what was described, unless this machine cannot do it. */
async function start(context: CommandContext, wish: RunWish): Promise<void> {
  try {
    const possible = await passPreflight(context, wish);
    if (possible !== undefined) await context.runs.start(possible);
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    context.ui.warn(`“${wish.title}” was not started. ${actionFailureWords(error)}`);
  }
}
