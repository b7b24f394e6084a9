import { copyText } from '../copy/copy.ts';
import type { Command } from './command.ts';
import { copyLines } from './copy-lines.ts';

/** Copies the path of the container's cgroup, or of the cgroup that sets a limit. */
export const copyCgroupPath: Command = (context, ...args) =>
  copyLines(context, args, (subject) => copyText('cgroupPath', subject));
