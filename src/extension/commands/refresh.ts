import type { Command } from './command.ts';

/** Reads everything anew. A helper that does not run is started. */
export const refresh: Command = async ({ helper, inventory, tree }) => {
  if (helper.state.kind === 'stopped') helper.restart();
  else helper.start();
  await inventory.refresh();
  tree.refresh();
};
