import { copyText } from '../copy/copy.ts';
import type { Command } from './command.ts';
import { copyLines } from './copy-lines.ts';

/** Copies the shell command that shows what the row shows. */
export const copyShellCommand: Command = (context, ...args) =>
  copyLines(context, args, (subject) => copyText('shellCommand', subject));
