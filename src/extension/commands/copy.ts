import { sensibleCopy } from '../copy/copy.ts';
import type { Command } from './command.ts';
import { copyLines } from './copy-lines.ts';

/** Copies what names the row: an id, a pid, an inode number, a path. */
export const copy: Command = (context, ...args) => copyLines(context, args, sensibleCopy);
