import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunOptions {
  /** Milliseconds until the command is killed; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** What the command reads from its standard input; nothing unless told. */
  readonly input?: string;
  /** Runs the command as this user (and group of the same number unless gid is given). */
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Both outputs go to this file, and the command's exit alone is waited for.
   * Needed where a command leaves a child behind that keeps its output open.
   */
  readonly outputFile?: string;
  /** Exit codes other than 0 that are no error. */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that could not start, failed, or did not end in time. */
export class RunError extends Error {
  readonly command: readonly string[];
  /** The exit code; undefined where a signal ended it or it did not start. */
  readonly status: number | undefined;
  readonly stderr: string;

  constructor(command: readonly string[], status: number | undefined, how: string, stderr: string) {
    super(`${command.join(' ')}: ${how}${stderr.trim() === '' ? '' : `\n${stderr.trim()}`}`);
    this.name = 'RunError';
    this.command = command;
    this.status = status;
    this.stderr = stderr;
  }
}

/** Empty where the lab closed meanwhile and took the file away. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Runs a command to its end. @throws {RunError} */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const argv = [command, ...args];
  const timeoutMs = options.timeoutMs ?? 30_000;
  const file = options.outputFile === undefined ? undefined : openSync(options.outputFile, 'w');
  let child;
  try {
    child = spawn(command, args, {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', file ?? 'pipe', file ?? 'pipe'],
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
  const { stdin } = child;
  // A command that does not read its input breaks the pipe: its status tells what matters.
  stdin?.on('error', () => undefined);
  stdin?.end(options.input);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));

  return new Promise((resolve, reject) => {
    const fail = (status: number | undefined, how: string): void => {
      clearTimeout(timer);
      reject(new RunError(argv, status, how, stderr));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      fail(undefined, `did not end within ${timeoutMs} ms`);
    }, timeoutMs);
    child.on('error', (error) => fail(undefined, error.message));
    child.on(file === undefined ? 'close' : 'exit', (status: number | null, signal: string | null) => {
      if (options.outputFile !== undefined) stdout = stderr = readIfThere(options.outputFile);
      if (status === null) {
        fail(undefined, `ended by ${signal ?? 'a signal'}`);
        return;
      }
      if (status !== 0 && !options.accept?.includes(status)) {
        fail(status, `exit status ${status}`);
        return;
      }
      clearTimeout(timer);
      resolve({ status, stdout, stderr });
    });
  });
}

/** Whether the command is found on PATH (sbin folders included). */
export async function hasCommand(name: string): Promise<boolean> {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
  return (
    (await run('sh', ['-c', 'command -v -- "$1"', 'sh', name], { accept: [1, 127], env: { PATH: path } })).status === 0
  );
}

/** Thrown by a probe of waitFor() that knows that the answer will never come. */
export class FinalError extends Error {
  override readonly name = 'FinalError';
}

/**
 * Asks again until the answer is neither undefined nor false.
 * @throws {Error} "<what>: not within … ms" with the last error of the probe, if any
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 10_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error instanceof FinalError) throw error;
      cause = error;
    }
    if (performance.now() >= end) {
      const reason = cause === undefined ? '' : `: ${cause instanceof Error ? cause.message : 'an unknown error'}`;
      throw new Error(`${what}: not within ${timeoutMs} ms${reason}`, { cause });
    }
    await sleep(everyMs);
  }
}
