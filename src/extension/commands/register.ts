import { commands, type LogOutputChannel } from 'vscode';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { CommandContext } from './command.ts';
import { runGuarded } from './run-guarded.ts';
import { COMMANDS } from './table.ts';
import { windowUi } from './window-ui.ts';

/** Makes all commands known to VS Code. What a command throws goes to the log and is said. */
export function registerCommands(context: CommandContext, log: LogOutputChannel): Disposable {
  const disposables = new DisposableStore();
  for (const [id, run] of Object.entries(COMMANDS)) {
    const handle = (...args: unknown[]) => runGuarded(id, { ui: context.ui, log }, () => run(context, ...args));
    disposables.add(commands.registerCommand(id, handle));
  }
  return disposables;
}

/** The same commands where there is no kernel to look at: each says so. */
export function registerDisabledCommands(log: LogOutputChannel): Disposable {
  const disposables = new DisposableStore();
  const ui = windowUi(log);
  for (const id of Object.keys(COMMANDS)) {
    const tellWhy = () => ui.warn('Container Internals works on Linux. Open a window in WSL or over Remote-SSH.');
    disposables.add(commands.registerCommand(id, tellWhy));
  }
  return disposables;
}
