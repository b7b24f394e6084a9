import type { Command } from './command.ts';

/** Shows how the run in the active terminal was made, or the last one. */
export const showHowMade: Command = async (context) => {
  if (await context.runs.act('How It Was Made')) return;
  context.ui.warn('Nothing was run isolated in this window yet. Begin with Container Internals: Run Isolated.');
};
