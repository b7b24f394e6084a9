import type { Command } from './command.ts';

/** Hides what `showSandboxes` shows. */
export const hideSandboxes: Command = ({ writeArrangement }) => writeArrangement({ showSandboxes: false });
