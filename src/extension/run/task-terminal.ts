import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, type Pseudoterminal } from 'vscode';

/** A program and its arguments that lend their terminal to a run. */
export interface TerminalProgram {
  readonly program: string;
  readonly args: readonly string[];
}

/** Between two parts of the output, in ms: VS Code tells nobody how much it can take. */
const PAUSE_MS = 4;

/** What a task says where it was never started. */
const NOT_STARTED = 125;

/**
 * The terminal of a task. VS Code lets none of its own be opened before it is known whether the task may run, so this one
 * carries what is typed and shown itself. The run has a real terminal inside.
 */
export class TaskTerminal implements Pseudoterminal {
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly #start: () => Promise<TerminalProgram | undefined>;
  #child: ChildProcess | undefined;
  #isClosed = false;
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  /** @param start asks whether it may run, and starts it; `undefined` where it does not run */
  constructor(start: () => Promise<TerminalProgram | undefined>) {
    this.#start = start;
  }

  open(): void {
    void this.#run();
  }

  handleInput(data: string): void {
    this.#child?.stdin?.write(data);
  }

  close(): void {
    this.#isClosed = true;
    this.#child?.kill();
    this.#written.dispose();
    this.#closed.dispose();
  }

  async #run(): Promise<void> {
    const started = await this.#start();
    if (this.#isClosed) return;
    if (started === undefined) {
      this.#written.fire('Not started.\r\n');
      this.#closed.fire(NOT_STARTED);
      return;
    }
    const child = spawn(started.program, ['attach', ...started.args], { cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        this.#written.fire(text.replace(/\r?\n/g, '\r\n'));
        output.pause();
        setTimeout(() => output.resume(), PAUSE_MS);
      });
    }
    child.once('error', (error) => {
      this.#written.fire(`${error.message}\r\n`);
      this.#closed.fire(NOT_STARTED);
    });
    child.once('close', (code) => this.#closed.fire(code ?? NOT_STARTED));
  }
}
