import type { Command } from './command.ts';
import { mayChange } from './may-change.ts';

/** Runs once more what runs, or ran, in the active terminal. */
export const runAgain: Command = async (context) => {
  if (!(await mayChange(context))) return;
  if (await context.runs.act('Run Again')) return;
  context.ui.warn('Nothing was run isolated in this window yet. Begin with Container Internals: Run Isolated.');
};
