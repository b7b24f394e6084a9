import { setFrozenCommand } from './set-frozen-command.ts';

/** Freezes the containers of rows, or one that the user chooses. */
export const freeze = setFrozenCommand(true);
