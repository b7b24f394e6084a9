import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOSYS } from '../kernel/errno.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import { KeptOpen } from '../kernel/kept-open.ts';
import {
  O_DIRECTORY,
  O_PATH,
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
  type Syscalls,
} from '../kernel/syscalls.ts';
import { ControlFiles } from './control-files.ts';
import type { Hierarchy } from './hierarchies.ts';
import type { Level } from './level.ts';
import { OpenFolder } from './open-folder.ts';

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

/** Of the files that this process may have open this part is kept open, and so many at the most. */
const KEPT_SHARE = 1 / 4;
const KEPT_FILES = 4096;
const KEPT_FOLDERS = 1024;

/**
 * Opens the folders of cgroups. A path never reaches the kernel as an absolute string: it is resolved below the mount
 * point by openat2(2), so that neither `..` nor a symbolic link can lead elsewhere.
 */
export class CgroupFiles {
  /** Folders that are looked at again and again. */
  readonly kept = new KeptOpen<Level, OpenFolder>();
  readonly #syscalls: Syscalls;
  /** Counts all that is kept open. */
  readonly control: ControlFiles;
  /** So many files and folders are kept open at the most. */
  readonly keptLimit: number;
  readonly #folderLimit: number;

  constructor(files: FileReader) {
    this.#syscalls = files.syscalls;
    const room = openFilesLimit(files.read(-1, '/proc/self/limits')) * KEPT_SHARE;
    this.keptLimit = Math.min(KEPT_FILES, room);
    this.#folderLimit = Math.min(KEPT_FOLDERS, room / 4);
    this.control = new ControlFiles(this.keptLimit - this.#folderLimit);
  }

  /** The open folder, which the caller closes, or -errno. */
  open(place: CgroupPlace): OpenFolder | number {
    const fd = this.#openFolder(place);
    if (fd < 0) return fd;
    return new OpenFolder(this.#syscalls, this.control, fd, () => this.#openFolder(place));
  }

  /** Whether there is room for one more folder among those that are kept open. */
  get mayKeep(): boolean {
    return this.kept.size < this.#folderLimit;
  }

  #openFolder({ hierarchy, below }: CgroupPlace): number {
    const flags = O_PATH | O_DIRECTORY;
    const path = below === '' ? '.' : below;
    const resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    const fd = this.#syscalls.openAt2(hierarchy.fd, path, flags, resolve);
    // Before Linux 5.6: `placeOf` has refused `..`, and cgroupfs itself has no links.
    return fd === -ENOSYS ? this.#syscalls.openAt(hierarchy.fd, path, flags) : fd;
  }
}

/** The soft limit in /proc/self/limits; proc_pid_limits(5). */
function openFilesLimit(limits: ByteString | number): number {
  const soft = typeof limits === 'number' ? undefined : /^Max open files +(\d+|unlimited) /m.exec(limits)?.[1];
  return soft === 'unlimited' ? Infinity : Number(soft ?? 0);
}
