import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseSignalStatus, type SignalStatus } from '../../src/helper/proc/signal-status.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { waitFor } from '../lab/exec.ts';
import { identify, isRunning, type ProcessIdentity, readProcess } from '../lab/process.ts';
import { signal } from '../lab/signal.ts';

const PROGRAM = resolve(import.meta.dirname, '../../native/build/dispositions');

/** A process of native/test/dispositions.c: what its arguments tell decides what signals do to it. */
export class DisposedProcess {
  readonly identity: ProcessIdentity;
  readonly #parent: ChildProcess;
  readonly #lines: readonly string[];

  private constructor(parent: ChildProcess, pid: number, lines: readonly string[]) {
    this.#parent = parent;
    this.#lines = lines;
    this.identity = identify(pid);
  }

  /** @param prefix a program and its arguments that run it: `setpriv …` */
  static async start(args: readonly string[], prefix: readonly string[] = []): Promise<DisposedProcess> {
    const [program = '', ...rest] = [...prefix, PROGRAM, ...args];
    const parent = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: string[] = [];
    const input = createInterface({ input: parent.stdout });
    const [first] = (await Promise.race([once(input, 'line'), once(parent, 'exit')])) as [unknown];
    const pid = Number(/^ready (\d+)$/.exec(String(first))?.[1]);
    if (!Number.isInteger(pid)) throw new Error(`dispositions ${args.join(' ')} did not start`);
    input.on('line', (line) => lines.push(line));
    // It may have ended already where a command comes late.
    parent.stdin.on('error', () => undefined);
    return new DisposedProcess(parent, pid, lines);
  }

  get pid(): number {
    return this.identity.pid;
  }

  /** How often it printed this line since it was ready. */
  count(line: string): number {
    return this.#lines.filter((other) => other === line).length;
  }

  /** A byte that native/test/dispositions.c knows. */
  command(byte: 'p' | 'r' | 'u'): void {
    this.#parent.stdin?.write(byte);
  }

  /** Sends a signal to this very process; a zombie too. */
  signal(number: number): void {
    if (!signal(this.identity, number)) throw new Error(`process ${this.pid} is gone`);
  }

  /** Whether it runs and does what it is told. */
  async answers(): Promise<void> {
    const before = this.count('pong');
    this.command('p');
    await waitFor('an answer', () => this.count('pong') > before, { timeoutMs: 4000, everyMs: 4 });
  }

  /** Those of its threads that have not ended; none where it is gone. */
  threads(): SignalStatus[] {
    try {
      return readdirSync(`/proc/${this.pid}/task`).flatMap((thread) => {
        const status = parseSignalStatus(readFileSync(`/proc/${this.pid}/task/${thread}/status`, 'latin1'));
        return status === undefined || 'ZX'.includes(status.state) ? [] : [status];
      });
    } catch {
      return [];
    }
  }

  isEvery(state: string): boolean {
    const threads = this.threads();
    return threads.length > 0 && threads.every((thread) => thread.state === state);
  }

  /** Every thread is, but for one that its tracer holds already. */
  hasStopped(): boolean {
    const states = this.threads().map(({ state }) => state);
    return states.includes('T') && states.every((state) => state === 'T' || state === 't');
  }

  /** Whether the thread that began it has ended, and others live. */
  isLeaderless(): boolean {
    return readProcess(this.pid)?.state === 'Z' && this.threads().length > 0;
  }

  /** Whether the signal is in the queue of the process, or SIGKILL in that of a thread. */
  hasPending(number: number): boolean {
    const bit = (signal: number): bigint => 1n << BigInt(signal - 1);
    return this.threads().some(
      ({ pending, sharedPending }) => (sharedPending & bit(number)) !== 0n || (pending & bit(9)) !== 0n,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#parent.exitCode !== null || this.#parent.signalCode !== null) return;
    const exited = once(this.#parent, 'exit');
    this.#parent.stdin?.end();
    await exited;
    if (isRunning(this.identity)) throw new Error(`process ${this.pid} outlived its parent`);
  }
}
