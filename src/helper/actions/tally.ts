import { type Forecast, SIGNALS } from '../../shared/model/signal.ts';
import type { ForecastResult, ForecastTally } from '../../shared/protocol/actions.ts';
import { forecast } from './forecast.ts';
import type { SignalFacts } from './signal-facts.ts';

interface Count {
  readonly forecast: Forecast;
  processes: number;
}

/** Counts for each signal what it would do to how many processes. */
export class Tally {
  readonly #signals = SIGNALS.map((signal) => ({ signal, counts: new Map<string, Count>() }));

  /** One more process, by what was read of it. */
  add(facts: SignalFacts | 'gone' | 'hidden'): void {
    for (const { signal, counts } of this.#signals) {
      const told = facts === 'gone' ? GONE : facts === 'hidden' ? HIDDEN : forecast(signal, facts);
      const key = JSON.stringify(told);
      const count = counts.get(key);
      if (count === undefined) counts.set(key, { forecast: told, processes: 1 });
      else count.processes += 1;
    }
  }

  result(): ForecastResult['signals'] {
    return this.#signals.map(({ counts }): readonly ForecastTally[] =>
      [...counts.values()].sort((a, b) => b.processes - a.processes),
    );
  }
}

const GONE: Forecast = { kind: 'none', why: 'gone' };
const HIDDEN: Forecast = { kind: 'unknown', why: 'hidden' };
