import { SIGNALS } from '../model/signal.ts';
import type { EndedProcess } from '../protocol/actions.ts';

/** The status with which a shell tells that a program was ended by a signal is this and the number of the signal. */
const SIGNAL_STATUS = 128;

/** How a process ended, after its name: `exited 0.1 s after SIGTERM with status 143 (128 + 15, SIGTERM)`. */
export function endingWords({ ending, afterMs }: EndedProcess, sent: string): string {
  const after = `${formatSeconds(afterMs)} after ${sent}`;
  switch (ending.kind) {
    case 'exit':
      return `exited ${after} with status ${ending.status}${statusNote(ending.status)}`;
    case 'signal': {
      const core = ending.dumpedCore ? ' and left a core file' : '';
      return `was ended by ${signalName(ending.signal)} ${after}${core}`;
    }
    case 'unknown':
      return `ended ${after}`;
  }
}

/** `0.1 s`, `2.4 s`, `10 s`; what is shorter is `under 0.1 s`. */
export function formatSeconds(milliseconds: number): string {
  if (milliseconds < 50) return 'under 0.1 s';
  return `${Math.round(milliseconds / 100) / 10} s`;
}

function statusNote(status: number): string {
  const signal = SIGNALS.find(({ number }) => number === status - SIGNAL_STATUS);
  return signal === undefined ? '' : ` (${SIGNAL_STATUS} + ${signal.number}, ${signal.name})`;
}

function signalName(number: number): string {
  return SIGNALS.find((signal) => signal.number === number)?.name ?? `signal ${number}`;
}
