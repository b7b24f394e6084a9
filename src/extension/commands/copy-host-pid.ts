import { copyText } from '../copy/copy.ts';
import type { Command } from './command.ts';
import { copyLines } from './copy-lines.ts';

/** Copies the pid as this machine sees it. */
export const copyHostPid: Command = (context, ...args) =>
  copyLines(context, args, (subject) => copyText('hostPid', subject));
