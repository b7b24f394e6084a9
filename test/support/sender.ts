import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ProcessIdentity } from '../lab/process.ts';
import { requireStarted } from '../lab/started.ts';
import type { Sent, ToSend } from './forecast-sender.ts';

/** The program of forecast-sender.ts, with the rights of whoever runs it. */
export class Sender {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout === null) throw new Error('the sender needs a pipe');
    createInterface({ input: child.stdout }).on('line', (line) => this.#waiting.shift()?.resolve(line));
    child.once('exit', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the sender ended'));
    });
  }

  /**
   * @param script as buildSender() made it
   * @param prefix a program and its arguments that run it: `setpriv …`
   */
  static start(script: string, prefix: readonly string[]): Sender {
    const [program, ...args] = [...prefix, process.execPath, script];
    return new Sender(spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** Has it forecast a signal and send it. @throws {ForeignProcessError} where the tests did not start the target */
  async send({ pid, startTime }: ProcessIdentity, signal: number, frozenBy?: 1 | 2): Promise<Sent> {
    requireStarted(pid);
    const request: ToSend = { pid, startTime, signal, ...(frozenBy === undefined ? {} : { frozenBy }) };
    const answer = new Promise<string>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await answer) as Sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exited;
  }
}
