// A program for the test of forecasts: forecasts signals for a process, and sends them, with the rights that it has.
//   forecast-sender PID START_TIME SIGNAL…
// Prints one JSON line: for each signal its forecast and the errno of kill(2), if any.
import { forecast } from '../../src/helper/actions/forecast.ts';
import { signalFacts } from '../../src/helper/actions/read-facts.ts';
import { type Forecast, SIGNALS } from '../../src/shared/model/signal.ts';
import { realSources } from './fact-sources.ts';

export interface Sent {
  readonly signal: number;
  readonly forecast: Forecast;
  readonly errno?: string;
}

function send(pid: number, startTime: number, number: number): Sent {
  const facts = signalFacts(realSources(), { pid, startTime });
  const signal = SIGNALS.find((known) => known.number === number);
  if (typeof facts === 'string' || signal === undefined) throw new Error(`signal ${number}, process ${pid}`);
  const told = forecast(signal, facts);
  try {
    process.kill(pid, number);
    return { signal: number, forecast: told };
  } catch (error) {
    return { signal: number, forecast: told, errno: String(error instanceof Error && 'code' in error && error.code) };
  }
}

const [pid = 0, startTime = 0, ...signals] = process.argv.slice(2).map(Number);
process.stdout.write(`${JSON.stringify(signals.map((number) => send(pid, startTime, number)))}\n`);
