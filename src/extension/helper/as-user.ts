import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { errorLine } from '../log.ts';
import { helperEnvironment, runtimeFlags } from './environment.ts';
import type { HelperEnd, HelperLauncher, HelperProcess } from './launcher.ts';

export interface Runtime {
  /** The program that runs JavaScript: VS Code's own. */
  readonly execPath: string;
  readonly versions: { readonly node: string; readonly electron?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts the helper with the rights of the user, in VS Code's own runtime. */
export class AsUserLauncher implements HelperLauncher {
  readonly description = 'helper as the user';
  readonly #runtime: Runtime;
  readonly #script: string;

  /** @param script the path of the helper's program */
  constructor(runtime: Runtime, script: string) {
    this.#runtime = runtime;
    this.#script = script;
  }

  launch(): HelperProcess {
    try {
      return asHelperProcess(this.#spawn());
    } catch (error) {
      return neverStarted(errorLine(error));
    }
  }

  #spawn(): ChildProcessWithoutNullStreams {
    const { execPath, versions, env } = this.#runtime;
    const isElectron = versions.electron !== undefined;
    return spawn(execPath, [...runtimeFlags(versions.node, isElectron), this.#script], {
      cwd: '/',
      env: helperEnvironment(env, isElectron),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }
}

function asHelperProcess(child: ChildProcessWithoutNullStreams): HelperProcess {
  const ended = new Promise<HelperEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ kind: 'exit', code, signal }));
    child.on('error', (error) => {
      // After a successful start `error` tells of a failed kill, not of an end.
      if (child.pid === undefined) resolve({ kind: 'spawn', message: errorLine(error) });
    });
  });
  // A pipe that breaks is reported by `ended`; without a listener it would end the whole program. Where the machine is
  // out of file descriptors there are no pipes, and this throws.
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}

function neverStarted(message: string): HelperProcess {
  return {
    pid: undefined,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    ended: Promise.resolve({ kind: 'spawn', message }),
    kill: () => undefined,
  };
}
