import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { encodePlan } from '../../src/helper/run/encode-plan.ts';
import type { Plan } from '../../src/helper/run/plan.ts';

export const launcherPath = resolve(import.meta.dirname, '../../native/build/launcher');

/** How a run of the launcher ended. */
export interface LauncherRun {
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of the transcript. */
  readonly transcript: readonly string[];
  /** What the launcher's parent saw. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The launcher at work on one plan. */
export class Launcher {
  readonly #child: ChildProcess;
  readonly #stdout: Readable;
  readonly #status: Readable;
  readonly #control: Writable;
  readonly #ended: Promise<LauncherRun>;
  #transcript = '';
  #output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    const ends: readonly unknown[] = child.stdio;
    this.#stdout = ends[1] as Readable;
    this.#status = ends[4] as Readable;
    this.#control = ends[5] as Writable;
    this.#status.setEncoding('utf8').on('data', (part: string) => (this.#transcript += part));
    this.#stdout.setEncoding('utf8').on('data', (part: string) => (this.#output += part));
    // It may end before all is written.
    this.#control.on('error', () => undefined);
    this.#ended = this.#watch(ends[2] as Readable);
  }

  async #watch(stderr: Readable): Promise<LauncherRun> {
    const [errors] = await Promise.all([text(stderr), once(this.#child, 'close')]);
    const { exitCode: code, signalCode: signal } = this.#child;
    return {
      stdout: this.#output,
      stderr: errors,
      transcript: this.#transcript.split('\n').filter(Boolean),
      code,
      signal,
    };
  }

  /** @param prefix a program and its arguments that run it: `setpriv …`, `strace …` */
  static start(plan: Plan | Uint8Array, prefix: readonly string[] = []): Launcher {
    const child = spawn(prefix[0] ?? launcherPath, prefix.length === 0 ? [] : [...prefix.slice(1), launcherPath], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const input = child.stdio[3] as Writable;
    input.on('error', () => undefined);
    input.end(plan instanceof Uint8Array ? plan : encodePlan(plan));
    return new Launcher(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get ended(): Promise<LauncherRun> {
    return this.#ended;
  }

  /** Waits for a line of the transcript that begins so; gives the rest of it. */
  async line(beginning: string): Promise<string> {
    for (;;) {
      const found = this.#transcript.split('\n').find((line) => line.startsWith(beginning));
      if (found !== undefined) return found.slice(beginning.length);
      await once(this.#status, 'data');
    }
  }

  /** Waits until the program has written something. */
  async firstOutput(): Promise<void> {
    if (this.#output === '') await once(this.#stdout, 'data');
  }

  /** As when who asked for the run is gone. */
  hangUp(): void {
    this.#control.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
