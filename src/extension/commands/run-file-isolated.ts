import * as z from 'zod/mini';
import { runIsolated as run } from '../run/run-isolated.ts';
import type { Command } from './command.ts';
import { mayChange } from './may-change.ts';

/** What the Explorer passes: a `vscode.Uri` of a file of this machine. */
const localFile = z.object({ scheme: z.literal('file'), fsPath: z.string().check(z.startsWith('/')) });

/** The same for a file of the explorer: the command line that runs it is offered first. */
export const runFileIsolated: Command = async (context, ...[file]) => {
  const local = localFile.safeParse(file);
  if (!local.success) {
    context.ui.warn('Nothing was done: the command is for a file of this machine. Select one in the Explorer.');
    return;
  }
  if (await mayChange(context)) await run(context, context.runs.surroundingsOf(local.data.fsPath));
};
