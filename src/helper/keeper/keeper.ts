import { type ChildProcess, spawn } from 'node:child_process';
import type { OpenFolder } from '../cgroup/open-folder.ts';

/** So long, in milliseconds, it may take to come up. */
const START_MS = 2000;

/** Watches over something that must be undone also where the helper is killed. */
export interface Keeper {
  /** It was undone. */
  release(): void;
}

/**
 * Starts a process that writes `text` to a control file of the cgroup when this one is gone, however it went: it holds
 * the file open and reads from a pipe, which the kernel closes. `undefined` where it does not come up.
 */
export type StartKeeper = (folder: OpenFolder, file: string, text: string) => Promise<Keeper | undefined>;

/** @param script the bundle of keeper/main.ts */
export function keeperBy(script: string): StartKeeper {
  return async (folder, file, text) => {
    const flags = process.execArgv.filter((argument) => argument === '--disable-sigusr1');
    const child = folder.whileOpen(file, (fd) =>
      spawn(process.execPath, [...flags, script, text], {
        // In the place of CONTROL_FD.
        stdio: ['pipe', 'pipe', 'ignore', fd],
        cwd: '/',
        // Out of the reach of a Ctrl-C or a hang-up that are meant for the helper.
        detached: true,
      }),
    );
    if (typeof child === 'number') return undefined;
    const { stdin } = child;
    // It may have ended before it is told to.
    stdin?.on('error', () => undefined);
    if (!(await isReady(child))) {
      child.kill('SIGKILL');
      return undefined;
    }
    return { release: () => stdin?.end('released') };
  };
}

function isReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), START_MS);
    const settle = (ready: boolean) => {
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout?.once('data', () => settle(true));
    child.once('error', () => settle(false));
    child.once('exit', () => settle(false));
  });
}
