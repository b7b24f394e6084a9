import { constants } from 'node:os';
import type { CgroupFolder } from '../../../../src/helper/cgroup/open-folder.ts';

export const { EACCES, EINVAL, ENODEV, ENOENT, EOPNOTSUPP } = constants.errno;

/** A folder that holds these files and answers others as the kernel does; a number is an errno. */
export function folderOf(files: Readonly<Record<string, string | number>>): CgroupFolder {
  const read = (name: string) => {
    const content = files[name] ?? ENOENT;
    return typeof content === 'number' ? -content : content;
  };
  return { read, made: (name, make) => make(read(name)), setting: (name, make) => make(read(name)) };
}
