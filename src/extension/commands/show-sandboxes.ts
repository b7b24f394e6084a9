import type { Command } from './command.ts';

/** Shows containers of no runtime: pid namespaces made by bubblewrap, unshare, browsers… */
export const showSandboxes: Command = ({ writeArrangement }) => writeArrangement({ showSandboxes: true });
