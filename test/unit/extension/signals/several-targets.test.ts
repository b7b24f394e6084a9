import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendSignal } from '../../../../src/extension/commands/send-signal.ts';
import { HelperError, type HelperErrorData } from '../../../../src/shared/errors.ts';
import type { Forecast } from '../../../../src/shared/model/signal.ts';
import type { AwaitResult, SendResult, SignalTarget } from '../../../../src/shared/protocol/actions.ts';
import { commandsOnTree, type CommandLab, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer } from '../support/facts.ts';
import type { FakeHelperApi } from '../support/fake-helper-api.ts';
import type { FakeUi } from '../support/fake-ui.ts';
import { someForecasts, TERMINATES } from '../support/forecasts.ts';

/** Containers with one process each, by their names. */
const INITS = {
  web: { pid: 100, startTime: 1 },
  db: { pid: 200, startTime: 2 },
  cache: { pid: 300, startTime: 3 },
} as const;

type Name = keyof typeof INITS;

const NAMES = Object.keys(INITS) as Name[];

let parts: TreeCommandLab;
let lab: CommandLab;
let ui: FakeUi;
let helper: FakeHelperApi;
/** Why a target cannot be asked about or sent anything. */
let refused: Map<Name, Omit<HelperErrorData, 'operation'>>;
let ended: Set<Name>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  parts = await commandsOnTree(NAMES.map((name) => aContainer(name, { init: INITS[name], processCount: 1 })));
  ({ lab, helper } = parts);
  ({ ui } = lab);
  lab.isConfirmWanted = false;
  refused = new Map();
  ended = new Set();
  forecasts(TERMINATES);
  helper.answerTo('signal/send', ({ target }): SendResult => {
    refuse(target, 'signal/send');
    return { sent: 1, failed: [], way: 'each', watch: NAMES.indexOf(nameOf(target)) };
  });
  helper.answerTo('signal/await', ({ watch, forMs }): AwaitResult => {
    vi.advanceTimersByTime(forMs);
    const name = NAMES[watch] ?? 'web';
    if (!ended.has(name)) return { ended: [], left: 1 };
    return { ended: [{ process: INITS[name], ending: { kind: 'unknown' }, afterMs: 100 }], left: 0 };
  });
});

afterEach(() => {
  parts.tree.dispose();
  vi.useRealTimers();
});

function forecasts(forecast: Forecast): void {
  helper.answerTo('signal/forecast', ({ target }) => {
    refuse(target, 'signal/forecast');
    return someForecasts(forecast);
  });
}

function refuse(target: SignalTarget, operation: string): void {
  const why = refused.get(nameOf(target));
  if (why !== undefined) throw new HelperError({ ...why, operation }, 'no');
}

function nameOf(target: SignalTarget): Name {
  const name = NAMES.find((one) => 'containerId' in target && target.containerId === `docker:${one}`);
  if (name === undefined) throw new Error('no such target');
  return name;
}

async function send(signal: string, names: readonly Name[] = NAMES): Promise<void> {
  const rows = names.map((name) => parts.screen.node(name));
  ui.picks.push(signal);
  await lab.run(sendSignal, rows[0], rows);
}

/** Who was sent which signal. */
function sent(): string[] {
  return lab.paramsOf('signal/send').map((params) => {
    const { target, signal } = params as { target: SignalTarget; signal: number };
    return `${nameOf(target)} ${signal}`;
  });
}

describe('several targets of which some ended', () => {
  it('are sent SIGKILL where they still run, and nothing else is', async () => {
    ended.add('db');
    ui.presses.push('Send SIGKILL');
    await send('SIGTERM');
    expect(sent()).toEqual(['web 15', 'db 15', 'cache 15', 'web 9', 'cache 9']);
    expect(ui.warnings).toEqual([]);
  });

  it('are sent SIGKILL where one ended after the notice, which is named', async () => {
    ui.presses.push('Send SIGKILL');
    ui.meanwhile = () => refused.set('db', { code: 'GONE' });
    await send('SIGTERM');
    expect(sent()).toEqual(['web 15', 'db 15', 'cache 15', 'web 9', 'cache 9']);
    expect(ui.notices.at(-1)?.text).toContain('Passed over: db (200), which ended meanwhile.');
  });

  it('are good news where none is left for SIGKILL', async () => {
    ui.presses.push('Send SIGKILL');
    ui.meanwhile = () => NAMES.forEach((name) => refused.set(name, { code: 'GONE' }));
    await send('SIGTERM');
    expect(sent()).toHaveLength(3);
    expect(ui.notices.at(-1)).toEqual({
      text: 'web (100), db (200) and cache (300) ended meanwhile.',
      level: 'information',
      buttons: [],
    });
    expect(ui.warnings).toEqual([]);
  });

  it('are passed over at the first send too, and named before it and after it', async () => {
    lab.isConfirmWanted = true;
    ui.answers.push('Send');
    refused.set('web', { code: 'STALE_TARGET' });
    refused.set('db', { code: 'PROTECTED', protection: 'editor' });
    await send('SIGTERM');
    expect(sent()).toEqual(['cache 15']);
    expect(ui.titles.at(-1)).toBe('Send signal to cache: PID 300, PID 1 of its namespace (2 passed over)');
    const words =
      'Passed over: web (100), which ended meanwhile; db (200): VS Code itself runs in this process or depends on it.';
    expect(ui.questions[0]?.detail?.split('\n')[0]).toBe(words);
    expect(ui.notices[0]?.text).toBe(`SIGTERM sent to cache (300): still running after 10 s. ${words}`);
  });

  it('are a warning where none can be sent anything and not all ended', async () => {
    refused.set('web', { code: 'GONE' });
    refused.set('db', { code: 'PERMISSION' });
    refused.set('cache', { code: 'PERMISSION' });
    await send('SIGTERM');
    expect(sent()).toEqual([]);
    expect(ui.notices).toEqual([]);
    expect(ui.warnings).toEqual([
      'Nothing was sent. web (100) ended meanwhile; db (200): The kernel refused: this needs root; cache (300): The kernel refused: this needs root.',
    ]);
  });
});

describe('a user who stops', () => {
  /** The user presses "Cancel" while the signal is sent to the first `count` targets. */
  function stopAfter(count: number): void {
    let asked = 0;
    helper.answerTo('signal/send', ({ target }) => {
      if (++asked === count) ui.stop();
      return { sent: 1, failed: [], way: 'each', watch: NAMES.indexOf(nameOf(target)) };
    });
  }

  it('is told to whom the signal was sent, and to whom not', async () => {
    stopAfter(1);
    await send('SIGTERM');
    expect(sent()).toEqual(['web 15']);
    expect(ui.notices.map(({ text }) => text)).toEqual([
      'Stopped. SIGTERM was sent to web (100); not to db (200) and cache (300).',
    ]);
  });

  it('is told that it was sent where only the wait was stopped', async () => {
    stopAfter(3);
    await send('SIGTERM');
    expect(ui.notices.map(({ text }) => text)).toEqual([
      'Stopped waiting. SIGTERM was sent to web (100), db (200) and cache (300).',
    ]);
  });

  it('is told what became of it where all ended before', async () => {
    for (const name of NAMES) ended.add(name);
    stopAfter(3);
    await send('SIGTERM');
    expect(ui.notices[0]?.text).toBe('SIGTERM sent to 3 processes (3 targets): 3 ended.');
  });
});

describe('a frozen target that is thawed from the notice', () => {
  const HELD: Forecast = { kind: 'effect', effect: 'terminates', waits: ['until-thaw'] };

  beforeEach(() => {
    forecasts(HELD);
    helper.answer('container/freeze', () => ({ state: 'running', by: 'docker', unknownToRuntime: false }));
    ui.presses.push('Thaw');
  });

  it('is waited for by the same watch, and its end is told', async () => {
    helper.answer('container/freeze', () => {
      ended.add('db');
      return { state: 'running', by: 'docker', unknownToRuntime: false };
    });
    await send('SIGTERM', ['db']);
    expect(sent()).toEqual(['db 15']);
    expect(new Set(lab.paramsOf('signal/await').map((params) => (params as { watch: number }).watch))).toEqual(
      new Set([1]),
    );
    expect(ui.notices.map(({ text }) => text)).toEqual([
      'SIGTERM sent to db (200): it is frozen, and the signal waits until it is thawed.',
      'db runs again. Docker knows it as running. PID 200 of db ended 0.1 s after SIGTERM.',
    ]);
  });

  it('is told to run on, with SIGKILL on offer, where it does not end', async () => {
    await send('SIGTERM', ['db']);
    expect(ui.notices.at(-1)).toEqual({
      text: 'db runs again. Docker knows it as running. SIGTERM sent to db (200): still running after 10 s.',
      level: 'information',
      buttons: ['Send SIGKILL', 'Show Why', 'Copy Command'],
    });
  });

  it('is told of even where the watch was given up', async () => {
    helper.answer('container/freeze', () => {
      helper.fail('signal/await', new HelperError({ code: 'GONE', operation: 'signal/await' }, 'no'));
      return { state: 'running', by: 'docker', unknownToRuntime: false };
    });
    await send('SIGTERM', ['db']);
    expect(ui.notices.at(-1)?.text).toBe(
      'db runs again. Docker knows it as running. SIGTERM sent to db (200). What became of it is not known: It is not watched any more.',
    );
  });

  it('is not waited for where it stays frozen', async () => {
    helper.fail('container/freeze', new HelperError({ code: 'PERMISSION', operation: 'container/freeze' }, 'no'));
    await send('SIGTERM', ['db']);
    expect(lab.paramsOf('signal/await')).toHaveLength(1);
    expect(ui.notices.at(-1)).toMatchObject({
      text: 'Thawing db failed. The kernel refused: this needs root.',
      level: 'warning',
    });
  });
});
