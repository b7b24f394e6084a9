import { errorLine, type Log } from '../log.ts';
import type { Ui } from './command.ts';

/** Runs what the user asked for. What it throws goes to the log by its name, and is said. */
export async function runGuarded(
  name: string,
  { ui, log }: { readonly ui: Pick<Ui, 'warn'>; readonly log: Pick<Log, 'error'> },
  run: () => void | Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error(`${name}: ${errorLine(error)}`);
    ui.warn('The command failed. The log (Container Internals: Show Log) says why.');
  }
}
