import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { errorLine } from '../log.ts';
import type { HelperEnd, HelperProcess } from './launcher.ts';

export interface ChildOptions {
  readonly env: Record<string, string>;
}

/** Starts a program on this machine as a helper. Never throws: a start that failed is an end. */
export function startChild(program: string, args: readonly string[], { env }: ChildOptions): HelperProcess {
  try {
    return asHelperProcess(spawn(program, args, { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe'] }));
  } catch (error) {
    return neverStarted(errorLine(error));
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
