import { fileURLToPath } from 'node:url';
import { startChild } from '../../../../src/extension/helper-client/child.ts';
import type { HelperLauncher, HelperProcess } from '../../../../src/extension/helper-client/launcher.ts';

const SCRIPT = fileURLToPath(new URL('fake-helper.ts', import.meta.url));

/** Starts fake helpers: the first with the first mode, and so on; the last mode stays. */
export class FakeLauncher implements HelperLauncher {
  readonly description = 'fake helper';
  readonly launched: HelperProcess[] = [];
  readonly #modes: string[];

  constructor(...modes: string[]) {
    this.#modes = modes;
  }

  launch(): HelperProcess {
    const mode = this.#modes[Math.min(this.launched.length, this.#modes.length - 1)] ?? 'good';
    const child = startChild(process.execPath, [SCRIPT, mode], { env: { NODE_NO_WARNINGS: '1' } });
    this.launched.push(child);
    return child;
  }

  get last(): HelperProcess {
    const last = this.launched.at(-1);
    if (last === undefined) throw new Error('nothing was launched');
    return last;
  }
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
