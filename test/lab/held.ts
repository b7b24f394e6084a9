import { spawn, type StdioOptions } from 'node:child_process';
import type { LabContext } from './container.ts';
import { FinalError } from './exec.ts';
import { identify, type ProcessIdentity } from './process.ts';
import type { Undo } from './undo.ts';

/** A program that the lab started and that runs until it is ended: the parent of a sandbox. */
export interface HeldProcess {
  readonly identity: ProcessIdentity;
  /** What it wrote to standard error (and output) so far. */
  output(): string;
  /** What it wrote to file descriptor 3. */
  status(): string;
  /** The command has another process as its real content: that one is ended first, so that the parent can clean up. */
  holds(init: ProcessIdentity): void;
  /** @throws {Error} with its output, where it has ended */
  check(): void;
  readonly undo: Undo;
}

export interface HoldOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a program that the lab ends at its close: what it holds first, then itself. */
export function hold(
  lab: LabContext,
  command: string,
  args: readonly string[],
  options: HoldOptions = {},
): HeldProcess {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'pipe'];
  const child = spawn(command, args, {
    stdio,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
  });
  const texts = new Map<number, string>();
  const add = (fd: number, text: string): void => void texts.set(fd, (texts.get(fd) ?? '') + text);
  const output = (): string => `${texts.get(1) ?? ''}${texts.get(2) ?? ''}`;
  let ended = false;
  for (const fd of [1, 2, 3]) {
    child.stdio[fd]?.on('data', (chunk: Buffer) => add(fd, chunk.toString('utf8')));
    child.stdio[fd]?.on('error', () => undefined);
  }
  child.on('error', (error) => {
    add(2, error.message);
    ended = true;
  });
  child.on('exit', () => (ended = true));
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  const identity = identify(child.pid);
  // A parent that loses what it holds cleans up and ends by itself.
  const undo = lab.undo(`${command} (${child.pid})`, { end: identity, waitMs: 3_000 });
  return {
    identity,
    output,
    status: () => texts.get(3) ?? '',
    holds: (init) => undo.first({ end: init }),
    check: () => {
      if (ended) throw new FinalError(`${command} ended: ${output().trim()}`);
    },
    undo,
  };
}
