import { countOf } from '../format/count.ts';
import type { Delay, Doubt, Effect, Forecast, Hindrance, Signal } from '../model/signal.ts';
import type { ForecastTally } from '../protocol/actions.ts';

/** A sentence about one process: `Default action: terminates it.` */
export function forecastSentence(signal: Signal, forecast: Forecast): string {
  switch (forecast.kind) {
    case 'none':
      return HINDRANCES[forecast.why].sentence;
    case 'unknown':
      return DOUBTS[forecast.why].sentence;
    case 'effect': {
      const sentence = delayed(effectWords(signal, forecast.effect).sentence, forecast.waits, signal);
      return forecast.continues === true ? `It is stopped, and runs again. ${sentence}` : sentence;
    }
  }
}

/** The same in a few words, after a count of processes: `default action, terminates`. */
export function forecastPhrase(signal: Signal, forecast: Forecast): string {
  switch (forecast.kind) {
    case 'none':
      return HINDRANCES[forecast.why].phrase;
    case 'unknown':
      return DOUBTS[forecast.why].phrase;
    case 'effect': {
      const { phrase } = effectWords(signal, forecast.effect);
      const parts = forecast.waits.map((delay) => DELAYS[delay].phrase);
      if (forecast.continues === true) parts.unshift('runs again');
      return [...parts, phrase].join(', then: ');
    }
  }
}

/**
 * What becomes of all processes of a target: a sentence for one, else a count for each forecast.
 *
 * @param total how many processes the target is: of very many only the first are forecast
 */
export function forecastWords(signal: Signal, tallies: readonly ForecastTally[], total: number): string {
  const [first] = tallies;
  if (first === undefined) return 'There is no process to signal.';
  const told = tallies.reduce((sum, { processes }) => sum + processes, 0);
  const isPart = told < total;
  if (told === 1 && !isPart) return forecastSentence(signal, first.forecast);
  const parts = tallies.map(({ forecast, processes }, index) => {
    const count = index === 0 && !isPart ? countOf(processes, 'process', 'processes') : String(processes);
    return `${count}: ${forecastPhrase(signal, forecast)}`;
  });
  return `${isPart ? `Of the first ${told} of ${total} processes, ` : ''}${parts.join('; ')}`;
}

/** Whether nothing would happen at all, now or later. */
export function isWithoutEffect(forecast: Forecast): boolean {
  switch (forecast.kind) {
    case 'none':
      return true;
    case 'unknown':
      return false;
    case 'effect':
      return forecast.continues !== true && WITHOUT_EFFECT.has(forecast.effect);
  }
}

/** Whether the signal would end the process, or may where nothing can be said. */
export function mayEnd(signal: Signal, forecast: Forecast): boolean {
  switch (forecast.kind) {
    case 'none':
      return false;
    case 'unknown':
      return signal.action === 'terminate' || signal.action === 'core';
    case 'effect':
      return forecast.effect === 'terminates' || forecast.effect === 'dumps-core';
  }
}

/** Whether the process is frozen, and the signal has to wait for that to end. */
export function waitsForThaw(forecast: Forecast): boolean {
  return forecast.kind === 'effect' && forecast.waits.includes('until-thaw');
}

interface Words {
  readonly sentence: string;
  readonly phrase: string;
}

const WITHOUT_EFFECT: ReadonlySet<Effect> = new Set<Effect>([
  'ignored',
  'already-stopped',
  'dropped-for-init',
  'dropped-for-orphan',
]);

function effectWords(signal: Signal, effect: Effect): Words {
  const { name } = signal;
  switch (effect) {
    case 'handled':
      return { sentence: 'Handled by the program: what it does is its own choice.', phrase: 'handled by the program' };
    case 'fetched':
      return {
        sentence: 'The program reads it from a signalfd: what it does is its own choice.',
        phrase: 'read by the program (signalfd)',
      };
    case 'terminates':
      return { sentence: 'Default action: terminates it.', phrase: 'default action, terminates' };
    case 'dumps-core':
      return {
        sentence: 'Default action: terminates it, and may leave a core file.',
        phrase: 'default action, terminates and may dump core',
      };
    case 'stops':
      return { sentence: 'Default action: stops it until SIGCONT.', phrase: 'default action, stops' };
    case 'continues':
      return { sentence: 'It is stopped, and runs again.', phrase: 'runs again' };
    case 'already-stopped':
      return { sentence: 'Does nothing: it is stopped already.', phrase: 'stopped already' };
    case 'ignored':
      return { sentence: ignoredSentence(signal), phrase: 'ignores it' };
    case 'dropped-for-init':
      return {
        sentence:
          `Does nothing: it is PID 1 of its pid namespace and has no handler for ${name}. ` +
          'From here only SIGKILL and SIGSTOP work.',
        phrase: 'does nothing: PID 1 without a handler',
      };
    case 'dropped-for-orphan':
      return {
        sentence: `Does nothing: nobody of its session could continue it (an orphaned process group), so the kernel drops ${name}. SIGSTOP works.`,
        phrase: 'does nothing: orphaned process group',
      };
  }
}

function ignoredSentence({ action }: Signal): string {
  switch (action) {
    case 'ignore':
      return 'Does nothing: that is its default action, or the program ignores it.';
    case 'continue':
      return 'Does nothing: it is not stopped.';
    case 'terminate':
    case 'core':
    case 'stop':
      return 'Does nothing: the program ignores it.';
  }
}

/** `until`: what has to happen first, as the rest of a sentence. */
const DELAYS: Readonly<Record<Delay, { readonly until: (signal: Signal) => string; readonly phrase: string }>> = {
  blocked: { until: ({ name }) => `the program unblocks ${name}`, phrase: 'blocked, stays pending' },
  'until-thaw': { until: () => 'it is thawed', phrase: 'pending until thaw' },
  'until-continued': { until: () => 'SIGCONT continues it', phrase: 'pending until SIGCONT' },
  'until-traced': { until: () => 'its debugger lets it through', phrase: 'its debugger decides first' },
  'until-awake': {
    until: () => 'it leaves a wait in the kernel that cannot be interrupted',
    phrase: 'pending while it waits in the kernel',
  },
  'perhaps-until-awake': {
    until: () => 'it leaves a wait in the kernel, if that wait is one of the few that a kill cannot end',
    phrase: 'perhaps pending while it waits in the kernel',
  },
};

function delayed(sentence: string, waits: readonly Delay[], signal: Signal): string {
  if (waits.length === 0) return sentence;
  return `Pending until ${waits.map((delay) => DELAYS[delay].until(signal)).join(' and ')}. Then: ${lowerFirst(sentence)}`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

const HINDRANCES: Readonly<Record<Hindrance, Words>> = {
  zombie: {
    sentence: 'Does nothing: it ended, and its parent has not waited for it (a zombie). Nothing is left to signal.',
    phrase: 'zombie, nothing is left to signal',
  },
  ending: {
    sentence: 'Does nothing: it is ending already, and the kernel drops every further signal.',
    phrase: 'ending already',
  },
  permission: { sentence: 'Cannot be sent: the kernel refuses, this needs root.', phrase: 'no permission, needs root' },
  'kernel-thread': {
    sentence: 'Cannot be sent: it is a thread of the kernel itself, which is never signalled.',
    phrase: 'a thread of the kernel',
  },
  gone: { sentence: 'Cannot be sent: it ended meanwhile.', phrase: 'ended meanwhile' },
};

const DOUBTS: Readonly<Record<Doubt, Words>> = {
  hidden: {
    sentence: 'Nothing can be said: the kernel does not show here what the program does with signals.',
    phrase: 'nothing can be said',
  },
  'awaits-signals': {
    sentence: 'Nothing can be said: the program waits for signals (sigwait), and the kernel does not show for which.',
    phrase: 'waits for signals, nothing can be said',
  },
};
