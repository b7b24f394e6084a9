import { basename } from 'node:path/posix';
import { display, type DisplayText } from '../../shared/text/display.ts';

/** The target of a symbolic link: its bytes, or -errno. */
export type ReadLink = (path: string) => string | number;

/** A number may be given to another device: names are looked up again after so many ms. */
const FRESH_MS = 60_000;
/** So much of a link is read; a longer one may be cut, and then tells no name. */
const LINK_BYTES = 256;

/** The kernel's names of block devices, such as `sda`, by their numbers. */
export class BlockDevices {
  readonly #link: ReadLink;
  readonly #names = new Map<string, DisplayText | undefined>();
  #since = -Infinity;

  constructor(link: ReadLink) {
    this.#link = link;
  }

  /** @param device `major:minor` */
  name(device: string, now: number): DisplayText | undefined {
    if (now - this.#since >= FRESH_MS) {
      this.#names.clear();
      this.#since = now;
    }
    if (!this.#names.has(device)) this.#names.set(device, this.#find(device));
    return this.#names.get(device);
  }

  #find(device: string): DisplayText | undefined {
    const target = this.#link(`/sys/dev/block/${device}`);
    return typeof target === 'number' || target.length >= LINK_BYTES ? undefined : display(basename(target), 255);
  }
}
