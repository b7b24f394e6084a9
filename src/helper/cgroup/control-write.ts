import { Buffer } from 'node:buffer';
import type { OpenFolder } from './open-folder.ts';

/**
 * Writes a control file of an open cgroup folder: all of the text by one write(2), since the kernel takes each write as
 * a whole value.
 *
 * @param file the caller's own word: never a name that came from elsewhere
 * @returns 0, or -errno
 */
export function writeControl(folder: OpenFolder, file: string, text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  const written = folder.write(file, bytes);
  return written < 0 ? written : 0;
}
