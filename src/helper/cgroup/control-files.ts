import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import { EFBIG } from '../kernel/errno.ts';

const FIRST_BUFFER_BYTES = 64 * 1024;
/** The largest control file that is read whole: a longer one is an error, not a part of itself. */
const FILE_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * Reads open control files from their beginning, which makes the kernel write them anew, and counts those that are
 * kept open: to open a file costs four times as much as to read it.
 */
export class ControlFiles {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  #room: number;

  /** @param room so many files may be kept open at the same time */
  constructor(room: number) {
    this.#room = room;
  }

  /** Whether one more may be kept open; counts it if so. */
  keep(): boolean {
    if (this.#room <= 0) return false;
    this.#room -= 1;
    return true;
  }

  /** One that was kept is closed. */
  release(): void {
    this.#room += 1;
  }

  /**
   * The content, or -errno. The position of the file stays where it was.
   *
   * @param last what was read before, which is given back where the content is the same: most files seldom change
   */
  read(fd: number, last?: ByteString | number): ByteString | number {
    try {
      let length = 0;
      for (;;) {
        // A control file is one record, which seq_file hands out whole where the buffer has room: a short read is all.
        length += readSync(fd, this.#buffer, length, this.#buffer.length - length, length);
        if (length < this.#buffer.length) return this.#isSame(length, last) ? last : this.#text(length);
        if (length >= FILE_LIMIT_BYTES) return -EFBIG;
        const larger = Buffer.allocUnsafeSlow(length * 2);
        this.#buffer.copy(larger);
        this.#buffer = larger;
      }
    } catch (error) {
      return (error as NodeJS.ErrnoException).errno ?? -EFBIG;
    }
  }

  #text(length: number): ByteString {
    return this.#buffer.toString('latin1', 0, length);
  }

  #isSame(length: number, last: ByteString | number | undefined): last is ByteString {
    if (typeof last !== 'string' || last.length !== length) return false;
    const buffer = this.#buffer;
    // What changes is mostly a number at the end. For texts as short as these a loop is faster than to make another.
    for (let index = length - 1; index >= 0; index--) {
      if (buffer[index] !== last.charCodeAt(index)) return false;
    }
    return true;
  }
}
