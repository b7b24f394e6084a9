import type { ByteString } from '../../shared/text/display.ts';

/** One mount of /proc/PID/mountinfo; proc_pid_mountinfo(5). */
export interface Mount {
  /** The folder of the file system that is mounted: `/` for the whole. */
  readonly root: ByteString;
  readonly mountPoint: ByteString;
  readonly type: string;
  /** Options of the file system itself. */
  readonly superOptions: readonly string[];
}

/** Parses mountinfo; lines that do not fit are dropped. Only space, tab, newline and backslash are escaped there. */
export function parseMountinfo(text: ByteString): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const separator = fields.indexOf('-', 6);
    const [root, mountPoint] = [fields[3], fields[4]];
    const [type, superOptions] = [fields[separator + 1], fields[separator + 3]];
    if (separator < 0 || !root || !mountPoint || !type || superOptions === undefined) continue;
    mounts.push({
      root: unescapeOctal(root),
      mountPoint: unescapeOctal(mountPoint),
      type,
      superOptions: superOptions.split(','),
    });
  }
  return mounts;
}

function unescapeOctal(text: ByteString): ByteString {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
