import { fstatSync, readdirSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import { O_PATH, O_RDONLY, type Syscalls } from '../kernel/syscalls.ts';
import type { ControlFiles } from './control-files.ts';

/** Where the control files of one cgroup are read from. */
export interface CgroupFolder {
  /** The content of one control file, or -errno. */
  read(name: string): ByteString | number;
}

/**
 * An open cgroup folder, for one look after another. In one look each file is read once: what is made of it twice
 * tells of the same moment. Between looks the files stay open while there is room.
 */
export class OpenFolder implements CgroupFolder {
  readonly #syscalls: Syscalls;
  readonly #control: ControlFiles;
  readonly #reopen: () => number;
  readonly #texts = new Map<string, ByteString | number>();
  readonly #kept = new Map<string, number>();
  #fd: number;
  /** Whether the path led to this folder in this look. */
  #confirmed = true;

  /** @param reopen opens the same path again: a file descriptor, or -errno */
  constructor(syscalls: Syscalls, control: ControlFiles, fd: number, reopen: () => number) {
    this.#syscalls = syscalls;
    this.#control = control;
    this.#fd = fd;
    this.#reopen = reopen;
  }

  /** Begins another look at the same folder, of which nothing is known any more. */
  again(): void {
    this.#texts.clear();
    this.#confirmed = false;
  }

  read(name: string): ByteString | number {
    let text = this.#texts.get(name);
    if (text === undefined) this.#texts.set(name, (text = this.#readNow(name)));
    return text;
  }

  /** Names of the regular files. @throws {Error} of node:fs */
  fileNames(): readonly string[] {
    return readdirSync(`/proc/self/fd/${this.#fd}`, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  }

  /** The mode bits of a file, or -errno. */
  mode(name: string): number {
    const fd = this.#syscalls.openAt(this.#fd, name, O_PATH);
    if (fd < 0) return fd;
    try {
      return fstatSync(fd).mode & 0o777;
    } finally {
      this.#syscalls.close(fd);
    }
  }

  /** The user that the folder belongs to. */
  owner(): number {
    return fstatSync(this.#fd).uid;
  }

  close(): void {
    for (const name of this.#kept.keys()) this.#drop(name);
    this.#syscalls.close(this.#fd);
  }

  #readNow(name: string): ByteString | number {
    const kept = this.#kept.get(name);
    if (kept !== undefined) {
      const text = this.#control.read(kept);
      if (typeof text === 'string') return text;
      // ENODEV: the cgroup or the file was removed, and another may stand in its place.
      this.#drop(name);
    }
    const fd = this.#openFile(name);
    if (fd < 0) return fd;
    const text = this.#control.read(fd);
    if (typeof text === 'string' && this.#control.keep()) this.#kept.set(name, fd);
    else this.#syscalls.close(fd);
    return text;
  }

  #openFile(name: string): number {
    const fd = this.#syscalls.openAt(this.#fd, name, O_RDONLY);
    if (fd !== -ENOENT || this.#confirmed) return fd;
    // A folder that was opened in an earlier look and removed since has no files either.
    const folder = this.#reopen();
    if (folder < 0) return folder;
    this.#syscalls.close(this.#fd);
    this.#fd = folder;
    this.#confirmed = true;
    return this.#syscalls.openAt(folder, name, O_RDONLY);
  }

  #drop(name: string): void {
    const fd = this.#kept.get(name);
    if (fd === undefined) return;
    this.#kept.delete(name);
    this.#syscalls.close(fd);
    this.#control.release();
  }
}
