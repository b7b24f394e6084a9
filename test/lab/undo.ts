// What undoes the things that a lab made, as data: kept in a file of the lab's
// folder, so that the next lab can undo what a killed one left.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thaw } from './cgroups.ts';
import { run, waitFor } from './exec.ts';
import { at, isObject } from './json.ts';
import { isRunning, processesOf, readProcess, type ProcessIdentity } from './process.ts';
import { endProcess } from './signal.ts';
import { claim, claimUser } from './started.ts';

export type UndoStep =
  /** A command; exit codes in `accept` mean that there was nothing to undo. */
  | { readonly run: readonly [string, ...string[]]; readonly accept?: readonly number[] }
  /** A process: given `waitMs` to end by itself, then killed. */
  | { readonly end: ProcessIdentity; readonly waitMs?: number }
  /** All processes of a user that the lab made. */
  | { readonly endUser: number }
  /** A frozen process cannot end. */
  | { readonly thaw: ProcessIdentity }
  | { readonly remove: string };

/** How one thing is undone: once only, by now() or when the lab closes. */
export interface Undo {
  /** Steps that a thing needs before those that are known. */
  first(...steps: UndoStep[]): void;
  last(...steps: UndoStep[]): void;
  now(): Promise<void>;
}

async function perform(step: UndoStep): Promise<void> {
  if ('run' in step) {
    const [command, ...args] = step.run;
    await run(command, args, { accept: step.accept ?? [] });
  } else if ('end' in step) {
    const { end, waitMs = 0 } = step;
    const gone = (): boolean => !isRunning(end);
    if (waitMs > 0) await waitFor('an end', gone, { timeoutMs: waitMs }).catch(() => undefined);
    await endProcess(end);
  } else if ('endUser' in step) {
    for (const pid of processesOf(step.endUser)) {
      const found = readProcess(pid);
      if (found !== undefined) await endProcess(found);
    }
  } else if ('thaw' in step) {
    thaw(step.thaw);
  } else {
    rmSync(step.remove, { recursive: true, force: true });
  }
}

/** Performs all steps, also where one fails. @throws the first error */
async function performAll(steps: readonly UndoStep[]): Promise<void> {
  let failed: { error: unknown } | undefined;
  for (const step of steps) {
    await perform(step).catch((error: unknown) => (failed ??= { error }));
  }
  if (failed !== undefined) throw failed.error;
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const journalName = 'undo.json';

/** The open undos of one lab, in the file undo.json of its folder. */
export class UndoJournal {
  readonly #file: string;
  #open: { steps: UndoStep[] }[] = [];

  constructor(folder: string) {
    this.#file = join(folder, journalName);
  }

  open(...steps: UndoStep[]): Undo {
    const entry = { steps };
    let done: Promise<void> | undefined;
    const change = (next: UndoStep[]): void => {
      entry.steps = next;
      this.#write();
    };
    this.#open.push(entry);
    this.#write();
    return {
      first: (...more) => change([...more, ...entry.steps]),
      last: (...more) => change([...entry.steps, ...more]),
      now: () =>
        (done ??= performAll(entry.steps).finally(() => {
          this.#open = this.#open.filter((other) => other !== entry);
          this.#write();
        })),
    };
  }

  #write(): void {
    writeFileSync(this.#file, JSON.stringify({ bootId: bootId(), open: this.#open }));
  }
}

/** Undoes what killed labs left: every folder below `parent` is of one. Nothing may use them any more. */
export async function undoKilledLabs(parent: string): Promise<void> {
  if (!existsSync(parent)) return;
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(parent, entry.name);
    for (const steps of readJournal(join(folder, journalName)).reverse()) {
      // What a lab wrote down is a lab's.
      for (const step of steps) {
        if ('end' in step) claim(step.end);
        if ('endUser' in step) claimUser(step.endUser);
      }
      // What is gone since cannot be undone, and need not be.
      await performAll(steps).catch(() => undefined);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJournal(file: string): UndoStep[][] {
  try {
    const journal: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const open = at(journal, 'open');
    // After a boot only files are left, and they go with the folder.
    if (at(journal, 'bootId') !== bootId() || !Array.isArray(open)) return [];
    return open.filter(isObject).map((entry) => entry.steps as UndoStep[]);
  } catch {
    return [];
  }
}
