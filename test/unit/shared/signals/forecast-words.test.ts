import { describe, expect, it } from 'vitest';
import {
  SIGNALS,
  type Delay,
  type Doubt,
  type Effect,
  type Forecast,
  type Hindrance,
} from '../../../../src/shared/model/signal.ts';
import {
  forecastPhrase,
  forecastSentence,
  forecastWords,
  isWithoutEffect,
  mayEnd,
  waitsForThaw,
} from '../../../../src/shared/signals/forecast-words.ts';

// Records, so that the compiler asks for what is missing here.
const EFFECTS: Readonly<Record<Effect, { vain: boolean; ends: boolean }>> = {
  handled: { vain: false, ends: false },
  fetched: { vain: false, ends: false },
  terminates: { vain: false, ends: true },
  'dumps-core': { vain: false, ends: true },
  stops: { vain: false, ends: false },
  continues: { vain: false, ends: false },
  'already-stopped': { vain: true, ends: false },
  ignored: { vain: true, ends: false },
  'dropped-for-init': { vain: true, ends: false },
  'dropped-for-orphan': { vain: true, ends: false },
};
const DELAYS: Readonly<Record<Delay, RegExp>> = {
  blocked: /unblocks SIG/,
  'until-thaw': /thawed/,
  'until-continued': /SIGCONT/,
  'until-traced': /debugger/,
  'until-awake': /wait in the kernel/,
  'perhaps-until-awake': /wait in the kernel/,
};
const HINDRANCES: Readonly<Record<Hindrance, RegExp>> = {
  zombie: /zombie.*nothing is left/i,
  ending: /ending already/,
  permission: /needs root/,
  'kernel-thread': /kernel/,
  gone: /ended meanwhile/,
};
const DOUBTS: Readonly<Record<Doubt, RegExp>> = { hidden: /does not show/, 'awaits-signals': /sigwait/ };

const effects = Object.keys(EFFECTS) as Effect[];
const delays = Object.keys(DELAYS) as Delay[];
const subsets = Array.from({ length: 2 ** delays.length }, (_, bits) =>
  delays.filter((__, index) => (bits & (1 << index)) !== 0),
);

function signal(name: string) {
  const found = SIGNALS.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function allForecasts(): Forecast[] {
  const all: Forecast[] = [];
  for (const effect of effects) {
    for (const waits of subsets) {
      all.push({ kind: 'effect', effect, waits }, { kind: 'effect', effect, waits, continues: true });
    }
  }
  for (const why of Object.keys(HINDRANCES) as Hindrance[]) all.push({ kind: 'none', why });
  for (const why of Object.keys(DOUBTS) as Doubt[]) all.push({ kind: 'unknown', why });
  return all;
}

describe('a forecast in words', () => {
  it('is a whole sentence and a phrase for every combination of signal and forecast', () => {
    let combinations = 0;
    for (const one of SIGNALS) {
      for (const forecast of allForecasts()) {
        const sentence = forecastSentence(one, forecast);
        const phrase = forecastPhrase(one, forecast);
        expect(sentence).toMatch(/^[A-Z].*[^ .]\.$/);
        expect(phrase).toMatch(/^\S.*[^ .]$/);
        expect(`${sentence} ${phrase}`).not.toMatch(/undefined|\[object|NaN|\.\./);
        combinations++;
      }
    }
    expect(combinations).toBe(SIGNALS.length * (10 * 64 * 2 + 5 + 2));
  });

  it.each(Object.entries(HINDRANCES))('says why nothing can be sent: %s', (why, words) => {
    expect(forecastSentence(signal('SIGTERM'), { kind: 'none', why: why as Hindrance })).toMatch(words);
  });

  it.each(Object.entries(DOUBTS))('says why nothing can be said: %s', (why, words) => {
    expect(forecastSentence(signal('SIGTERM'), { kind: 'unknown', why: why as Doubt })).toMatch(words);
  });

  it.each(Object.entries(DELAYS))('says what it waits for: %s', (delay, words) => {
    const sentence = forecastSentence(signal('SIGTERM'), {
      kind: 'effect',
      effect: 'terminates',
      waits: [delay as Delay],
    });
    expect(sentence).toMatch(words);
    expect(sentence).toMatch(/^Pending until .*\. Then: default action: terminates it\.$/);
  });

  it('differs for every effect, and names all delays', () => {
    const words = effects.map((effect) => forecastSentence(signal('SIGTSTP'), { kind: 'effect', effect, waits: [] }));
    expect(new Set(words).size).toBe(effects.length);
    const all = forecastSentence(signal('SIGTERM'), { kind: 'effect', effect: 'handled', waits: delays });
    for (const pattern of Object.values(DELAYS)) expect(all).toMatch(pattern);
  });

  it('tells of PID 1 what still works, with the name of the signal', () => {
    expect(forecastSentence(signal('SIGTERM'), { kind: 'effect', effect: 'dropped-for-init', waits: [] })).toBe(
      'Does nothing: it is PID 1 of its pid namespace and has no handler for SIGTERM. From here only SIGKILL and SIGSTOP work.',
    );
  });

  it('does not lay to the program what is the default', () => {
    const ignored = (name: string) => forecastSentence(signal(name), { kind: 'effect', effect: 'ignored', waits: [] });
    expect(ignored('SIGTERM')).toBe('Does nothing: the program ignores it.');
    expect(ignored('SIGCHLD')).toContain('default action');
    expect(ignored('SIGCONT')).toBe('Does nothing: it is not stopped.');
  });

  it('counts processes where they are several', () => {
    const terminates = { kind: 'effect', effect: 'terminates', waits: [] } as const;
    const ignored = { kind: 'effect', effect: 'ignored', waits: [] } as const;
    const term = signal('SIGTERM');
    expect(forecastWords(term, [{ forecast: terminates, processes: 1 }], 1)).toBe('Default action: terminates it.');
    const several = [
      { forecast: terminates, processes: 3 },
      { forecast: ignored, processes: 1 },
    ];
    expect(forecastWords(term, several, 4)).toBe('3 processes: default action, terminates; 1: ignores it');
    expect(forecastWords(term, [], 0)).toBe('There is no process to signal.');
  });

  it('says of how many it speaks where there are more', () => {
    const terminates = { kind: 'effect', effect: 'terminates', waits: [] } as const;
    const ignored = { kind: 'effect', effect: 'ignored', waits: [] } as const;
    const term = signal('SIGTERM');
    const several = [
      { forecast: terminates, processes: 510 },
      { forecast: ignored, processes: 2 },
    ];
    expect(forecastWords(term, several, 2000)).toBe(
      'Of the first 512 of 2000 processes, 510: default action, terminates; 2: ignores it',
    );
    expect(forecastWords(term, [{ forecast: ignored, processes: 1 }], 2)).toBe(
      'Of the first 1 of 2 processes, 1: ignores it',
    );
  });
});

describe('a forecast', () => {
  it.each(effects)('%s has an effect and an end, or has not', (effect) => {
    for (const waits of subsets) {
      const forecast: Forecast = { kind: 'effect', effect, waits };
      expect(isWithoutEffect(forecast)).toBe(EFFECTS[effect].vain);
      expect(mayEnd(signal('SIGTERM'), forecast)).toBe(EFFECTS[effect].ends);
      expect(isWithoutEffect({ ...forecast, continues: true })).toBe(false);
      expect(waitsForThaw(forecast)).toBe(waits.includes('until-thaw'));
    }
  });

  it('may end a process where nothing can be said and that is the default', () => {
    const unknown: Forecast = { kind: 'unknown', why: 'hidden' };
    const ending = SIGNALS.filter((one) => mayEnd(one, unknown)).map(({ action }) => action);
    expect(new Set(ending)).toEqual(new Set(['terminate', 'core']));
    for (const why of Object.keys(HINDRANCES) as Hindrance[]) {
      expect([mayEnd(signal('SIGKILL'), { kind: 'none', why }), isWithoutEffect({ kind: 'none', why })]).toEqual([
        false,
        true,
      ]);
    }
  });
});
