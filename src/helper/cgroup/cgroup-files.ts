import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOSYS } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import {
  O_DIRECTORY,
  O_PATH,
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from '../kernel/syscalls.ts';
import type { Hierarchy } from './hierarchies.ts';

/** A cgroup: its hierarchy and its path below the mount point, without a leading slash; empty for the root. */
export interface CgroupPlace {
  readonly hierarchy: Hierarchy;
  readonly below: ByteString;
}

/**
 * Where a path of /proc/PID/cgroup lies below the mount of its hierarchy; `outside` where it does not, as with a path
 * that begins with `/..` or a mount that shows only another part.
 */
export function placeOf(hierarchy: Hierarchy, path: ByteString): Reading<CgroupPlace> {
  const { mountRoot } = hierarchy;
  const segments = path.split('/');
  if (segments[0] !== '' || segments.includes('..')) return unread('outside');
  if (mountRoot === '/') return { value: { hierarchy, below: path.slice(1) } };
  if (path === mountRoot) return { value: { hierarchy, below: '' } };
  if (!path.startsWith(`${mountRoot}/`)) return unread('outside');
  return { value: { hierarchy, below: path.slice(mountRoot.length + 1) } };
}

/** The folder of a cgroup in the file system. */
export function folderOf(place: CgroupPlace): ByteString {
  return place.below === '' ? place.hierarchy.mountPoint : `${place.hierarchy.mountPoint}/${place.below}`;
}

/** From a cgroup to the root of what is visible of its hierarchy. */
export function waysUp(place: CgroupPlace): readonly CgroupPlace[] {
  const levels = [place];
  let below = place.below;
  while (below !== '') {
    below = below.slice(0, Math.max(0, below.lastIndexOf('/')));
    levels.push({ hierarchy: place.hierarchy, below });
  }
  return levels;
}

/**
 * Reads the control files of cgroups. A path never reaches the kernel as an absolute string: it is resolved below the
 * mount point by openat2(2), so that neither `..` nor a symbolic link can lead elsewhere.
 */
export class CgroupFiles {
  readonly #files: FileReader;

  constructor(files: FileReader) {
    this.#files = files;
  }

  /** Runs `use` with the open folder of a cgroup. */
  within<T>(place: CgroupPlace, use: (folder: CgroupFolder) => Reading<T>): Reading<T> {
    const fd = this.#openFolder(place);
    if (fd < 0) return unreadFromErrno(fd);
    try {
      return use({ read: (name) => this.#files.read(fd, name) });
    } finally {
      this.#files.syscalls.close(fd);
    }
  }

  #openFolder({ hierarchy, below }: CgroupPlace): number {
    const flags = O_PATH | O_DIRECTORY;
    const path = below === '' ? '.' : below;
    const resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    const fd = this.#files.syscalls.openAt2(hierarchy.fd, path, flags, resolve);
    // Before Linux 5.6: `placeOf` has refused `..`, and cgroupfs itself has no links.
    return fd === -ENOSYS ? this.#files.syscalls.openAt(hierarchy.fd, path, flags) : fd;
  }
}

export interface CgroupFolder {
  /** The content of one control file, or -errno. */
  read(name: string): ByteString | number;
}
