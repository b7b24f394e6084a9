import { spawn, type ChildProcess } from 'node:child_process';
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
  readonly #ended: Promise<LauncherRun>;
  #transcript = '';
  #output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    const [, stdout, stderr, , status, control] = child.stdio as [
      null,
      Readable,
      Readable,
      Writable,
      Readable,
      Writable,
    ];
    status.setEncoding('utf8').on('data', (part: string) => (this.#transcript += part));
    stdout.setEncoding('utf8').on('data', (part: string) => (this.#output += part));
    // It may end before all is written.
    control.on('error', () => undefined);
    this.#ended = Promise.all([text(stdout), text(stderr), once(child, 'close')]).then(
      ([out, err, [code, signal]]) => ({
        stdout: out,
        stderr: err,
        transcript: this.#transcript.split('\n').filter(Boolean),
        code: code as number | null,
        signal: signal as NodeJS.Signals | null,
      }),
    );
  }

  /** @param prefix a program and its arguments that run it: `setpriv …`, `strace …` */
  static start(plan: Plan | Uint8Array, prefix: readonly string[] = []): Launcher {
    const [program = '', ...args] = [...prefix, launcherPath];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'] });
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
    const status = this.#child.stdio[4] as Readable;
    for (;;) {
      const found = this.#transcript.split('\n').find((line) => line.startsWith(beginning));
      if (found !== undefined) return found.slice(beginning.length);
      await once(status, 'data');
    }
  }

  /** Waits until the program has written something. */
  async firstOutput(): Promise<void> {
    if (this.#output === '') await once(this.#child.stdout as Readable, 'data');
  }

  /** As when who asked for the run is gone. */
  hangUp(): void {
    (this.#child.stdio[5] as Writable).destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
