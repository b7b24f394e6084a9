import { release } from 'node:os';
import type { PressureOff } from '../../shared/model/sample.ts';
import { ENOENT } from '../kernel/errno.ts';

/** Reads a file by its absolute path: the content, or -errno. */
export type ReadPath = (path: string) => string | number;

/** Why this machine has no pressure stall information, looked up once; `undefined` where it has. */
export class PressureSupport {
  readonly #read: ReadPath;
  #why: { readonly off: PressureOff | undefined } | undefined;

  constructor(read: ReadPath) {
    this.#read = read;
  }

  off(): PressureOff | undefined {
    return (this.#why ??= { off: this.#find() }).off;
  }

  #find(): PressureOff | undefined {
    const machine = this.#read('/proc/pressure/cpu');
    if (typeof machine === 'string') return undefined;
    // A kernel that has it and was told not to use it says so in the file, if it shows the file.
    if (machine !== -ENOENT) return 'boot';
    return this.#switchedOff() || this.#needsSwitch() ? 'boot' : 'kernel';
  }

  #switchedOff(): boolean {
    const commandLine = this.#read('/proc/cmdline');
    const switches = typeof commandLine === 'number' ? [] : commandLine.match(/(?<=^|\s)psi=\S*/g);
    return /^psi=(0|n|no|off|false)$/i.test(switches?.at(-1) ?? '');
  }

  /** Some distributions build it in and leave it off; what they built is told beside the kernel. */
  #needsSwitch(): boolean {
    return [`/boot/config-${release()}`, `/lib/modules/${release()}/config`].some((path) => {
      const config = this.#read(path);
      return typeof config === 'string' && /^CONFIG_PSI_DEFAULT_DISABLED=y$/m.test(config);
    });
  }
}
