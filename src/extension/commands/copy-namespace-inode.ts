import { copyText } from '../copy/copy.ts';
import type { Command } from './command.ts';
import { copyLines } from './copy-lines.ts';

/** Copies the inode number that names a namespace. */
export const copyNamespaceInode: Command = (context, ...args) =>
  copyLines(context, args, (subject) => copyText('namespaceInode', subject));
