import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ProcessId } from '../../shared/model/process.ts';
import type { RunChange } from '../../shared/protocol/runs.ts';
import type { Admit, TerminalDoor } from './terminal-door.ts';
import type { MadeRun } from './make-run.ts';
import { Run } from './run.ts';

/** Runs that ended whose making can still be looked at. */
const KEPT_ENDED = 50;
/** Runs that were asked for and have no terminal yet, at the most. */
const WAITING_LIMIT = 200;
/** How long such a run is kept, in ms. */
const WAITING_MS = 60_000;

export interface RunsOptions {
  /** The program native/launcher. */
  readonly launcher: string;
  readonly openDoor: (admit: Admit) => Promise<TerminalDoor>;
  /** The process with this pid, if it is still there. */
  readonly identify: (pid: number) => ProcessId | undefined;
  readonly changed: (change: RunChange) => void;
}

/** All runs of this helper, by their names. They end with it. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #waiting = new Map<string, { readonly run: Run; readonly timer: NodeJS.Timeout }>();
  /** In the order of their beginnings. */
  readonly #begun = new Map<string, Run>();
  #door: Promise<TerminalDoor> | undefined;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** A name for a run. Whoever knows it may give it a terminal: nobody can guess it. */
  static newName(): string {
    return randomBytes(16).toString('hex');
  }

  /**
   * Makes a run ready: it begins when a terminal comes.
   *
   * @returns the socket to which the terminal comes
   */
  async add(name: string, made: MadeRun): Promise<string> {
    this.#door ??= this.#options.openDoor((said, terminal) => this.#begin(said, terminal));
    const door = await this.#door;
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined && this.#waiting.size >= WAITING_LIMIT) this.#forget(oldest);
    const timer = setTimeout(() => this.#waiting.delete(name), WAITING_MS);
    timer.unref();
    this.#waiting.set(name, { run: new Run(made), timer });
    return door.name;
  }

  /** A run that has begun: all that are running, and the last that ended. */
  get(name: string): Run | undefined {
    return this.#begun.get(name);
  }

  dispose(): void {
    for (const name of [...this.#waiting.keys()]) this.#forget(name);
    for (const run of this.#begun.values()) run.hangUp();
    void this.#door?.then((door) => door.close());
  }

  #begin(name: string, terminal: Socket): boolean {
    const run = this.#forget(name);
    if (run === undefined) return false;
    const { launcher, identify, changed } = this.#options;
    this.#begun.set(name, run);
    run.begin(terminal, launcher, {
      started: (pid) => {
        const init = identify(pid);
        changed({ run: name, state: { kind: 'running', ...(init === undefined ? {} : { init }) } });
      },
      ended: (end) => {
        changed({ run: name, state: { kind: 'ended', end } });
        this.#dropOldest();
      },
    });
    return true;
  }

  #forget(name: string): Run | undefined {
    const waiting = this.#waiting.get(name);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(name);
    return waiting?.run;
  }

  #dropOldest(): void {
    const ended = [...this.#begun].filter(([, { end }]) => end !== undefined);
    for (const [name] of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED))) this.#begun.delete(name);
  }
}
