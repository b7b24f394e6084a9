import { setFrozenCommand } from './set-frozen-command.ts';

/** Thaws the containers of rows, or one that the user chooses. */
export const thaw = setFrozenCommand(false);
