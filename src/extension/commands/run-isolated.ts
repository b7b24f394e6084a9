import { runIsolated as run } from '../run/run-isolated.ts';
import type { Command } from './command.ts';
import { mayChange } from './may-change.ts';

/** Asks for a command and how to isolate it, and runs it in a terminal. The user says what runs: nothing that others pass. */
export const runIsolated: Command = async (context) => {
  if (await mayChange(context)) await run(context, context.runs.surroundings());
};
