import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { type TranscriptEvent, TranscriptReader } from './transcript.ts';

export interface LauncherOptions {
  /** The program native/launcher. */
  readonly launcher: string;
  /** A program and its arguments that start it: `systemd-run --scope …`. */
  readonly prefix?: readonly string[];
  /** For that program; none but this process's own unless told. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What has to be done before it gets its plan, which it waits for; with its pid. */
  readonly beforePlan?: (pid: number) => Promise<void>;
  /** Standard input, output and error: of the program, where its plan has no terminal. Nothing unless told. */
  readonly stdio?: readonly ('ignore' | 'pipe' | 'inherit' | number)[];
  /** A connection of `launcher attach`, from which nothing more is read here: it is the launcher's from now on. */
  readonly terminal?: Socket;
  readonly told: (event: TranscriptEvent) => void;
}

/** The launcher at work on one plan. While this process lives and does not hang up the run is wanted. */
export class LauncherProcess {
  readonly child: ChildProcess;
  /** Settles when the launcher is gone and all that it told was told on. */
  readonly ended: Promise<void>;
  readonly #control: Writable | undefined;

  /** @param plan as `encodePlan` gives it */
  constructor(
    plan: Uint8Array,
    { launcher, prefix = [], environment = {}, beforePlan, stdio = [], terminal, told }: LauncherOptions,
  ) {
    const [input = 'ignore', output = 'ignore', errors = 'ignore'] = stdio;
    const [program = launcher, ...before] = prefix;
    const ends: StdioOptions = [input, output, errors, 'pipe', 'pipe', 'pipe', ...(terminal ? [terminal] : [])];
    this.child = spawn(program, prefix.length === 0 ? [] : [...before, launcher], {
      stdio: ends,
      cwd: '/',
      env: { ...process.env, ...environment },
      // Out of the reach of a Ctrl-C that is meant for the helper: it learns of the helper's end by its control socket.
      detached: true,
    });
    const made: readonly unknown[] = this.child.stdio;
    const planEnd = made[3] as Writable | undefined;
    const status = made[4] as Readable | undefined;
    this.#control = made[5] as Writable | undefined;
    // It may end before it has read all that it is sent.
    planEnd?.on('error', () => undefined);
    this.#control?.on('error', () => undefined);
    const { pid } = this.child;
    if (beforePlan === undefined || pid === undefined) {
      planEnd?.end(plan);
    } else {
      beforePlan(pid).then(
        () => planEnd?.end(plan),
        (error: unknown) => {
          told({ kind: 'refused', why: error instanceof Error ? error.message : String(error) });
          this.child.kill('SIGKILL');
        },
      );
    }
    const reader = new TranscriptReader();
    status?.setEncoding('latin1').on('data', (part: string) => {
      for (const event of reader.push(part)) told(event);
    });
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        told({ kind: 'refused', why: error.message });
        resolve();
      });
      this.child.once('close', () => resolve());
    });
  }

  /** The last words in the terminal of the run, after its end, with plain line feeds; without any the terminal is given back at once. */
  say(words: string): void {
    this.#control?.end(words);
  }

  /** The run is not wanted any more: it ends, unless its plan says that it stays. */
  hangUp(): void {
    this.#control?.destroy();
  }
}
