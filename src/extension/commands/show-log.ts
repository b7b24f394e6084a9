import type { Command } from './command.ts';

/** Opens what the extension and its helper wrote. */
export const showLog: Command = ({ ui }) => ui.showLog();
