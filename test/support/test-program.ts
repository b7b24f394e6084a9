import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const FOLDER = resolve(import.meta.dirname, '../../native/build');

/** One of the programs of native/test: it prints a line when it is ready, and ends when its stdin does. */
export class TestProgram {
  readonly line: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, line: string) {
    this.#child = child;
    this.line = line;
  }

  /** @param prefix a program and its arguments that run it: `unshare …` */
  static async start(
    name: 'crowd' | 'hostile' | 'intruder' | 'stuck' | 'stuckfs' | 'zombie',
    args: readonly string[] = [],
    prefix: readonly string[] = [],
  ): Promise<TestProgram> {
    const [program = '', ...rest] = [...prefix, resolve(FOLDER, name), ...args];
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${name} ended with ${String(code)} before it was ready`);
    });
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    return new TestProgram(child, line.trim());
  }

  /** The pid that the program printed. */
  get pid(): number {
    return Number(this.line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exited;
  }
}
