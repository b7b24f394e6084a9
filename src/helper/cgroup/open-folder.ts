import type { Buffer } from 'node:buffer';
import { fstatSync, readdirSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import { O_PATH, O_RDONLY, O_WRONLY, type Syscalls } from '../kernel/syscalls.ts';
import { type Content, ControlFile, type Make } from './control-file.ts';
import type { ControlFiles } from './control-files.ts';

/** Where the control files of one cgroup are read from. */
export interface CgroupFolder {
  /** The content of one control file, or -errno. */
  read(name: string): Content;
  /** What `make` gives for the content of a file: the same value as long as the content is the same. */
  made<T>(name: string, make: Make<T>): T;
  /** As `made`, for a file that only a person or a program changes: a look may take it as it was a moment before. */
  setting<T>(name: string, make: Make<T>): T;
}

/**
 * An open cgroup folder, for one look after another. In one look each file is read once: what is made of it twice
 * tells of the same moment. Between looks the files stay open while there is room.
 */
export class OpenFolder implements CgroupFolder {
  readonly #syscalls: Syscalls;
  readonly #control: ControlFiles;
  readonly #reopen: () => number;
  readonly #files = new Map<string, ControlFile>();
  #fd: number;
  /** Counts the looks. */
  #look = 0;
  #settingAge = 0;
  #figureAge = 0;
  /** When the look began, in monotonic milliseconds. */
  #now = performance.now();
  /** Whether the path led to this folder in this look. */
  #confirmed = true;

  /** @param reopen opens the same path again: a file descriptor, or -errno */
  constructor(syscalls: Syscalls, control: ControlFiles, fd: number, reopen: () => number) {
    this.#syscalls = syscalls;
    this.#control = control;
    this.#fd = fd;
    this.#reopen = reopen;
  }

  /**
   * Begins another look at the same folder, of which nothing is known any more.
   *
   * @param now monotonic milliseconds
   * @param settingAge settings may be as they were so many ms before
   */
  again(now: number, settingAge: number): void {
    this.#look += 1;
    this.#now = now;
    this.#settingAge = settingAge;
    this.#figureAge = 0;
    this.#confirmed = false;
  }

  /** For the rest of this look: nothing ran here, so that figures too may be as they were so many ms before. */
  rest(figureAge: number): void {
    this.#figureAge = figureAge;
  }

  read(name: string): Content {
    return this.#readFile(this.#file(name), name, this.#figureAge);
  }

  made<T>(name: string, make: Make<T>): T {
    const file = this.#file(name);
    this.#readFile(file, name, this.#figureAge);
    return file.made(make);
  }

  setting<T>(name: string, make: Make<T>): T {
    const file = this.#file(name);
    this.#readFile(file, name, this.#settingAge);
    return file.made(make);
  }

  /** Names of the regular files. @throws {Error} of node:fs */
  fileNames(): readonly string[] {
    return readdirSync(`/proc/self/fd/${this.#fd}`, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  }

  /** Names of the cgroups right below; none where it was removed. */
  folderNames(): readonly ByteString[] {
    try {
      return readdirSync(`/proc/self/fd/${this.#fd}`, { withFileTypes: true, encoding: 'latin1' })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
    } catch {
      return [];
    }
  }

  /** One write(2) to a control file: the number of bytes, or -errno. */
  write(name: string, bytes: Buffer): number {
    return this.whileOpen(name, (fd) => this.#syscalls.write(fd, bytes));
  }

  /** Has a control file open for writing as long as `use` runs. What that gives, or -errno. */
  whileOpen<T>(name: string, use: (fd: number) => T): T | number {
    const fd = this.#syscalls.openAt(this.#fd, name, O_WRONLY);
    if (fd < 0) return fd;
    try {
      return use(fd);
    } finally {
      this.#syscalls.close(fd);
    }
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
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
    this.#syscalls.close(this.#fd);
  }

  #file(name: string): ControlFile {
    let file = this.#files.get(name);
    if (file === undefined) this.#files.set(name, (file = new ControlFile(this.#syscalls, this.#control)));
    return file;
  }

  /** @param age the content may have been read so many ms ago */
  #readFile(file: ControlFile, name: string, age: number): Content {
    const known = file.known(this.#look, this.#now, age);
    if (known !== undefined) return known;
    if (file.isOpen) {
      const content = file.again(this.#look, this.#now);
      if (content !== undefined) return content;
      // ENODEV: the cgroup was removed, and what is known of its settings is not of one that took its place.
      for (const other of this.#files.values()) other.forget(this.#look);
    }
    return file.opened(this.#openFile(name), this.#look, this.#now);
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
}
