import { copyText } from '../copy/copy.ts';
import type { Command } from './command.ts';
import { copyLines } from './copy-lines.ts';

/** Copies the id that the runtime uses. */
export const copyContainerId: Command = (context, ...args) =>
  copyLines(context, args, (subject) => copyText('containerId', subject));
