import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../lab/exec.ts';

/** A terminal as the user has it: a pty of script(1), in which `launcher attach` runs. */
export class UserTerminal {
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;
  shown = '';

  /** @param prefix a program and its arguments that run it: `setpriv …` */
  constructor(command: string, prefix: readonly string[] = []) {
    const [program, ...before]: string[] = [...prefix, 'script'];
    this.child = spawn(program ?? 'script', [...before, '--quiet', '--return', '--command', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (part: string) => (this.shown += part));
    this.child.stdin?.on('error', () => undefined);
    this.#closed = once(this.child, 'close');
  }

  type(text: string): void {
    this.child.stdin?.write(text);
  }

  shows(text: string): Promise<unknown> {
    return waitFor(`"${text}" in the terminal`, () => this.shown.includes(text));
  }

  async exitCode(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }

  close(): void {
    this.child.kill('SIGKILL');
  }
}
