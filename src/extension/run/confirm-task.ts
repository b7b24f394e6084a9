import { createHash } from 'node:crypto';
import { RUN_PRESETS } from '../../shared/run/presets.ts';
import type { Ui } from '../commands/command.ts';
import type { Store } from './history.ts';
import { limitsWords } from './limits.ts';
import type { IsolatedTask } from './task-definition.ts';

/** Tasks that were confirmed and are remembered. */
const KEPT = 200;
const KEY = 'run.confirmedTasks';

/**
 * Shows what a task of the workspace would run, in full, and asks. A task is remembered by everything in it and by its
 * folder: with one byte changed it is asked about again.
 */
export async function confirmTask(
  { ui, store }: { readonly ui: Pick<Ui, 'ask'>; readonly store: Store },
  task: IsolatedTask,
  folder: string,
): Promise<boolean> {
  const key = createHash('sha256')
    .update(JSON.stringify([folder, task.command, task.isolation]))
    .digest('hex');
  const known = store.get(KEY);
  const confirmed = Array.isArray(known) ? known.filter((one) => typeof one === 'string') : [];
  if (confirmed.includes(key)) return true;
  const { command, isolation } = task;
  const preset = RUN_PRESETS[isolation.preset];
  const button = await ui.ask({
    message: 'A task of this workspace wants to run a command isolated.',
    detail: [
      `Command: ${JSON.stringify(command)}`,
      `Folder: ${JSON.stringify(folder)}, ${isolation.isFolderWritable ? 'writable' : 'read-only'}`,
      `How: ${preset.title}. ${preset.isolates} ${preset.doesNotIsolate}`,
      `Limits: ${limitsWords(isolation.limits)}`,
    ].join('\n\n'),
    buttons: ['Run'],
  });
  if (button !== 'Run') return false;
  await store.update(KEY, [key, ...confirmed].slice(0, KEPT));
  return true;
}
