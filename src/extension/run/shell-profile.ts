import { basename } from 'node:path';
import { TerminalProfile, window } from 'vscode';
import type { CommandContext } from '../commands/command.ts';
import { mayChange } from '../commands/may-change.ts';
import type { Disposable } from '../dispose.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { RUN_PRESETS } from '../../shared/run/presets.ts';
import { passPreflight } from './preflight.ts';
import type { RunTerminals } from './terminals.ts';

/** As in package.json. */
const PROFILE = 'containerInternals.isolatedShell';

/** The terminal profile "Isolated Shell": the user's shell in a sandbox that may change the folder of the workspace. */
export function registerShellProfile(context: CommandContext, terminals: Pick<RunTerminals, 'prepare'>): Disposable {
  return window.registerTerminalProfileProvider(PROFILE, {
    provideTerminalProfile: () => profile(context, terminals),
  });
}

async function profile(
  context: CommandContext,
  terminals: Pick<RunTerminals, 'prepare'>,
): Promise<TerminalProfile | undefined> {
  if (!(await mayChange(context))) return undefined;
  const { folder, environment } = context.runs.surroundings();
  const shell = environment['SHELL'] ?? '/bin/sh';
  const { id, limits } = RUN_PRESETS.sandbox;
  try {
    const wish = await passPreflight(context, {
      title: basename(shell),
      args: [shell],
      folder,
      environment,
      isolation: { preset: id, isFolderWritable: true, limits },
    });
    return wish === undefined ? undefined : new TerminalProfile(await terminals.prepare(wish));
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    context.ui.warn(`The isolated shell was not started. ${actionFailureWords(error)}`);
    return undefined;
  }
}
