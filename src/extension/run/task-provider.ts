import { homedir } from 'node:os';
import { CustomExecution, Task, tasks, TaskScope, type WorkspaceFolder } from 'vscode';
import type { CommandContext } from '../commands/command.ts';
import { mayChange } from '../commands/may-change.ts';
import type { Disposable } from '../dispose.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { confirmTask } from './confirm-task.ts';
import { runEnvironment } from './environment.ts';
import type { Store } from './history.ts';
import { passPreflight } from './preflight.ts';
import { readTask } from './task-definition.ts';
import { TaskTerminal, type TerminalProgram } from './task-terminal.ts';

/** As in package.json. */
const TYPE = 'isolated';

/** Tasks of the type `isolated`. VS Code asks for them also where they are only listed: all else waits until one runs. */
export function registerTasks(context: CommandContext, store: Store): Disposable {
  return tasks.registerTaskProvider(TYPE, {
    provideTasks: () => [],
    resolveTask: ({ definition, scope = TaskScope.Workspace, name, problemMatchers }) => {
      const start = () => startTask(context, store, { definition, name, folder: folderOf(scope) });
      const execution = new CustomExecution(() => Promise.resolve(new TaskTerminal(start)));
      return new Task(definition, scope, name, TYPE, execution, problemMatchers);
    },
  });
}

interface TaskToStart {
  readonly definition: unknown;
  readonly name: string;
  readonly folder: string;
}

async function startTask(
  context: CommandContext,
  store: Store,
  { definition, name, folder }: TaskToStart,
): Promise<TerminalProgram | undefined> {
  const { ui } = context;
  const read = readTask(definition);
  if ('error' in read) {
    ui.warn(`“${name}” was not started. ${read.error}`);
    return undefined;
  }
  if (!(await mayChange(context)) || !(await confirmTask({ ui, store }, read.value, folder))) return undefined;
  const { command, args, isolation } = read.value;
  const wish = { title: command, args, folder, environment: runEnvironment(process.env), isolation };
  try {
    const possible = await passPreflight(context, wish);
    return possible && (await context.helper.request('run/start', possible)).terminal;
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    ui.warn(`“${name}” was not started. ${actionFailureWords(error)}`);
    return undefined;
  }
}

function folderOf(scope: Task['scope']): string {
  return isFolder(scope) ? scope.uri.fsPath : homedir();
}

function isFolder(scope: Task['scope']): scope is WorkspaceFolder {
  return typeof scope === 'object' && scope.uri.scheme === 'file';
}
