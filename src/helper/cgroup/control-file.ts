import type { ByteString } from '../../shared/text/display.ts';
import type { Syscalls } from '../kernel/syscalls.ts';
import type { ControlFiles } from './control-files.ts';

/** A content, or -errno. */
export type Content = ByteString | number;

/** What is made of a content, by a function that is the same at each call. */
export type Make<T> = (content: Content) => T;

/** Settings that are read at the same moment fall due again in so many different seconds. */
const SPREAD = 3;
let made = 0;

/** One control file: open while there is room, with its last content and what was made of that. */
export class ControlFile {
  readonly #syscalls: Syscalls;
  readonly #control: ControlFiles;
  #fd = -1;
  #content: Content | undefined;
  /** The look that the content is of. */
  #look = -1;
  /** When it was read, in monotonic milliseconds. */
  #readAt = -Infinity;
  /** Part of the first age that is waived. */
  #waived = (made++ % SPREAD) / SPREAD;
  #make: Make<unknown> | undefined;
  #value: unknown;
  #others: Map<Make<unknown>, unknown> | undefined;

  constructor(syscalls: Syscalls, control: ControlFiles) {
    this.#syscalls = syscalls;
    this.#control = control;
  }

  get isOpen(): boolean {
    return this.#fd >= 0;
  }

  /** What was read in this look, or at most `age` ms before `now`, if it was. */
  known(look: number, now: number, age: number): Content | undefined {
    if (this.#look === look) return this.#content;
    return now - this.#readAt <= age * (1 - this.#waived) && age > 0 ? this.#content : undefined;
  }

  /** What was read in another look than this one does not count any more. */
  forget(look: number): void {
    if (this.#look !== look) this.#readAt = -Infinity;
  }

  /** @returns the content now; `undefined` where the file, which was open, was removed or cannot be read any more */
  again(look: number, now: number): Content | undefined {
    const content = this.#control.read(this.#fd, this.#content);
    if (typeof content === 'string') return this.#took(content, look, now);
    this.close();
    return undefined;
  }

  /** @param fd the file, opened just now, or -errno; owned by this from now on */
  opened(fd: number, look: number, now: number): Content {
    if (fd < 0) return this.#took(fd, look, now);
    const content = this.#control.read(fd, this.#content);
    if (typeof content === 'string' && this.#control.keep()) this.#fd = fd;
    else this.#syscalls.close(fd);
    return this.#took(content, look, now);
  }

  /** What `make` gives for the last content; made anew only when that changed. */
  made<T>(make: Make<T>): T {
    if (this.#make === make) return this.#value as T;
    const content = this.#content ?? 0;
    if (this.#make === undefined) {
      this.#make = make;
      return (this.#value = make(content));
    }
    this.#others ??= new Map();
    if (!this.#others.has(make)) this.#others.set(make, make(content));
    return this.#others.get(make) as T;
  }

  close(): void {
    if (this.#fd < 0) return;
    this.#syscalls.close(this.#fd);
    this.#control.release();
    this.#fd = -1;
  }

  #took(content: Content, look: number, now: number): Content {
    if (this.#readAt !== -Infinity) this.#waived = 0;
    this.#look = look;
    this.#readAt = now;
    if (content !== this.#content) {
      this.#content = content;
      this.#make = undefined;
      this.#value = undefined;
      this.#others = undefined;
    }
    return content;
  }
}
