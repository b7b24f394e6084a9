// A program for the test of forecasts: forecasts signals for processes, and sends them, with the rights that it has.
// Reads one request as a JSON line each from standard input, and answers each with a JSON line.
import { createInterface } from 'node:readline';
import { forecast } from '../../src/helper/actions/forecast.ts';
import { signalFacts } from '../../src/helper/actions/read-facts.ts';
import { type Forecast, SIGNALS } from '../../src/shared/model/signal.ts';
import { realSources } from './fact-sources.ts';

export interface ToSend {
  readonly pid: number;
  readonly startTime: number;
  readonly signal: number;
  /** The version of the freezer that holds the process, if any. */
  readonly frozenBy?: 1 | 2;
}

export interface Sent {
  readonly signal: number;
  readonly forecast: Forecast;
  /** That of kill(2), where it failed. */
  readonly errno?: string;
}

const sources = realSources();

function send({ pid, startTime, signal, frozenBy }: ToSend): Sent {
  const facts = signalFacts(sources, { pid, startTime }, frozenBy);
  const known = SIGNALS.find(({ number }) => number === signal);
  if (typeof facts === 'string' || known === undefined) throw new Error(`signal ${signal}, process ${pid}`);
  const told = forecast(known, facts);
  try {
    process.kill(pid, signal);
    return { signal, forecast: told };
  } catch (error) {
    return { signal, forecast: told, errno: String(error instanceof Error && 'code' in error && error.code) };
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(send(JSON.parse(line) as ToSend))}\n`);
});
