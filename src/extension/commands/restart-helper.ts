import type { Command } from './command.ts';

/** Ends the helper, if one runs, and starts a new one. */
export const restartHelper: Command = ({ helper }) => helper.restart();
