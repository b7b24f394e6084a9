import { formatBytes } from '../format/bytes.ts';
import type { RunEnd, RunOom } from '../model/run.ts';
import { SIGNALS } from '../model/signal.ts';

/** How a run ended, in a sentence. */
export function endWords(end: RunEnd): string {
  switch (end.kind) {
    case 'exit':
      return [...oomWords(end.oom), `Exited with status ${end.status}${shellWords(end.status)}.`].join(' ');
    case 'signal':
      return end.oom !== undefined && end.signal === SIGKILL
        ? oomWords(end.oom).join(' ')
        : [...oomWords(end.oom), `Killed by the signal ${signalName(end.signal)}.`].join(' ');
    case 'not-started': {
      const why = end.detail === '' ? end.errno : `${end.errno}: ${end.detail}`;
      return `Not started: the step ${end.call} failed (${why}).`;
    }
    case 'refused':
      return `Not started: ${end.why}.`;
    case 'cut-off':
      return 'Cut off: the launcher was killed, and the run with it.';
  }
}

/** Whether it did what it was started for, as far as can be told. */
export function endedWell(end: RunEnd): boolean {
  return end.kind === 'exit' && end.status === 0 && end.oom === undefined;
}

const SIGKILL = 9;

function oomWords(oom: RunOom | undefined): readonly string[] {
  if (oom === undefined) return [];
  const whom = oom.kills === 1 ? 'a process' : `${oom.kills} processes`;
  return oom.limitBytes === undefined
    ? [`The kernel killed ${whom} in it: out of memory, at a limit above this run.`]
    : [`The kernel killed ${whom} in it: out of memory at ${formatBytes(oom.limitBytes)} (its own limit).`];
}

/** What a shell means by it: 128 and the number of a signal. */
function shellWords(status: number): string {
  const { name } = SIGNALS[status - 129] ?? {};
  return name === undefined ? '' : ` (as a shell says it: killed by ${name})`;
}

function signalName(signal: number): string {
  return SIGNALS[signal - 1]?.name ?? String(signal);
}
