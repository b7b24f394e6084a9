import { homedir } from 'node:os';
import { ProcessExecution, Task, tasks, TaskScope, type WorkspaceFolder } from 'vscode';
import type { CommandContext } from '../commands/command.ts';
import { mayChange } from '../commands/may-change.ts';
import type { Disposable } from '../dispose.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { confirmTask } from './confirm-task.ts';
import { runEnvironment } from './environment.ts';
import type { Store } from './history.ts';
import { passPreflight } from './preflight.ts';
import { readTask } from './task-definition.ts';

/** As in package.json. */
const TYPE = 'isolated';

/** Tasks of the type `isolated`: VS Code asks for each when it is to run, and runs it in a terminal of its own. */
export function registerTasks(context: CommandContext, store: Store): Disposable {
  return tasks.registerTaskProvider(TYPE, {
    provideTasks: () => [],
    resolveTask: (task) => resolved(context, store, task),
  });
}

async function resolved(context: CommandContext, store: Store, task: Task): Promise<Task | undefined> {
  const { ui } = context;
  const read = readTask(task.definition);
  if ('error' in read) {
    ui.warn(`“${task.name}” was not started. ${read.error}`);
    return undefined;
  }
  const folder = folderOf(task.scope);
  if (!(await mayChange(context)) || !(await confirmTask({ ui, store }, read.value, folder))) return undefined;
  const { command, args, isolation } = read.value;
  const wish = { title: command, args, folder, environment: runEnvironment(process.env), isolation };
  try {
    const possible = await passPreflight(context, wish);
    if (possible === undefined) return undefined;
    const { terminal } = await context.helper.request('run/start', possible);
    const execution = new ProcessExecution(terminal.program, ['attach', ...terminal.args], { cwd: '/' });
    return new Task(
      task.definition,
      task.scope ?? TaskScope.Workspace,
      task.name,
      TYPE,
      execution,
      task.problemMatchers,
    );
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    ui.warn(`“${task.name}” was not started. ${actionFailureWords(error)}`);
    return undefined;
  }
}

function folderOf(scope: Task['scope']): string {
  return isFolder(scope) ? scope.uri.fsPath : homedir();
}

function isFolder(scope: Task['scope']): scope is WorkspaceFolder {
  return typeof scope === 'object' && scope.uri.scheme === 'file';
}
