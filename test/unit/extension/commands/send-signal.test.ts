import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendSignal } from '../../../../src/extension/commands/send-signal.ts';
import type { TreeNode } from '../../../../src/extension/tree/node.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { AwaitResult, Ending, SendResult, SignalTarget } from '../../../../src/shared/protocol/actions.ts';
import { commandsOnTree, type CommandLab, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer, aProcess, aSandbox, text } from '../support/facts.ts';
import type { FakeHelperApi } from '../support/fake-helper-api.ts';
import type { FakeUi } from '../support/fake-ui.ts';
import {
  CONTINUES,
  DROPPED,
  FETCHED,
  FROZEN,
  HANDLED,
  IGNORED,
  someForecasts,
  STOPS,
  TERMINATES,
} from '../support/forecasts.ts';

const INIT = { pid: 14008, startTime: 100 };
const INIT_TARGET: SignalTarget = { kind: 'init', containerId: 'docker:web', init: INIT };
const ALL_TARGET: SignalTarget = { ...INIT_TARGET, kind: 'all' };
const WORKER_TARGET: SignalTarget = { kind: 'process', process: { pid: 14031, startTime: 140_310 } };

let parts: TreeCommandLab;
let lab: CommandLab;
let ui: FakeUi;
let helper: FakeHelperApi;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await open([aContainer('web', { processCount: 1 }), aSandbox('sand', { init: { pid: 17320, startTime: 1 } })]);
});

afterEach(() => {
  parts.tree.dispose();
  vi.useRealTimers();
});

async function open(containers: Parameters<typeof commandsOnTree>[0]): Promise<void> {
  parts = await commandsOnTree(containers);
  ({ lab, helper } = parts);
  ({ ui } = lab);
  helper.answer('container/processes', () => ({
    processes: [aProcess(14008, 1, { startTime: 100 }), aProcess(14031, 1)],
    omitted: 0,
  }));
  helper.answer('signal/forecast', () => someForecasts(TERMINATES));
  sends({ sent: 1, failed: [], way: 'each', watch: 5 });
  goesOn();
}

function sends(result: SendResult): void {
  helper.answer('signal/send', () => result);
}

/** What waits waits: the clock goes on by as long as the helper was to wait. */
function goesOn(left = 1): void {
  helper.answerTo('signal/await', ({ forMs }) => {
    vi.advanceTimersByTime(forMs);
    return { ended: [], left };
  });
}

function ends(ending: Ending, afterMs = 100): void {
  const result: AwaitResult = { ended: [{ process: INIT, ending, afterMs }], left: 0 };
  helper.answer('signal/await', () => result);
}

function run(...args: readonly unknown[]): Promise<void> {
  return lab.run(sendSignal, ...args);
}

function row(...labels: readonly string[]): TreeNode {
  return parts.screen.node(...labels);
}

async function openProcesses(): Promise<void> {
  await parts.screen.expand('web');
  await parts.screen.expand('web', 'Processes');
}

function targets(method: 'signal/forecast' | 'signal/send'): unknown[] {
  return lab.paramsOf(method).map((params) => (params as { target: SignalTarget }).target);
}

describe('the signals to choose from', () => {
  it('are the common ones, then all others, each with what it would do here', async () => {
    helper.answer('signal/forecast', () =>
      someForecasts(DROPPED, { SIGKILL: TERMINATES, SIGSTOP: STOPS, SIGHUP: HANDLED }),
    );
    await run(row('web'));
    expect(ui.titles).toEqual(['Send signal to web: PID 14008, PID 1 of its namespace']);
    expect(ui.rows.slice(0, 3)).toEqual([
      'SIGTERM | ask it to end · default: terminates | Does nothing: it is PID 1 of its pid namespace and has no handler for SIGTERM. From here only SIGKILL and SIGSTOP work.',
      'SIGKILL | end it now; no program can prevent it · default: terminates | Default action: terminates it.',
      'SIGHUP | reload, or the terminal is gone · default: terminates | Handled by the program: what it does is its own choice.',
    ]);
    expect(ui.rows[9]).toBe('— all signals');
    expect(ui.offered).toHaveLength(65 - 1 + 1);
    expect(ui.offered.slice(0, 3).map((one) => 'value' in one && one.detailIcon)).toEqual([
      'warning',
      undefined,
      undefined,
    ]);
    expect(helper.countOf('signal/send')).toBe(0);
  });

  it('count processes where all are meant', async () => {
    await open([aContainer('web')]);
    helper.answer('signal/forecast', () => someForecasts(TERMINATES, { SIGTERM: IGNORED }, 3));
    ui.picks.push('All its processes');
    await run(row('web'));
    expect(ui.titles).toEqual(['Send signal to web: to whom?', 'Send signal to web: all 3 processes']);
    expect(ui.rows[0]).toContain('3 processes: ignores it');
    expect(targets('signal/forecast')).toEqual([ALL_TARGET]);
  });
});

describe('whom a signal is for', () => {
  it('is not asked where a container has one process', async () => {
    ui.picks.push('SIGHUP');
    ui.answers.push('Send');
    await run(row('web'));
    expect(targets('signal/send')).toEqual([INIT_TARGET]);
  });

  it('is asked where another container runs in it', async () => {
    await open([aContainer('web', { processCount: 1 }), aContainer('inner', { parent: 'docker:web' })]);
    await run(row('web'));
    expect(ui.rows).toEqual([
      'Its first process (PID 14008) | nginx | What ends it ends the container.',
      'All its processes | 1 | With those of the containers that run in it.',
    ]);
  });

  it('is the container where the row is its first process, else the process', async () => {
    await openProcesses();
    ui.picks.push('SIGUSR1', 'SIGUSR1');
    ui.answers.push('Send', 'Send');
    await run(row('web', 'Processes', '14008 → 1'));
    await run(row('web', 'Processes', '14031 → 24'));
    expect(targets('signal/send')).toEqual([INIT_TARGET, WORKER_TARGET]);
    expect(ui.titles).toEqual([
      'Send signal to web: PID 14008, PID 1 of its namespace',
      'Send signal to nginx: PID 14031, PID 24 of its namespace',
    ]);
  });

  it('is each of the selected rows, once', async () => {
    await openProcesses();
    const rows = [row('web'), row('web', 'Processes', '14008 → 1'), row('web', 'Processes', '14031 → 24')];
    ui.picks.push('SIGTERM');
    ui.answers.push('Send');
    goesOn(0);
    await run(rows[0], rows);
    expect(targets('signal/send')).toEqual([INIT_TARGET, WORKER_TARGET]);
    expect(ui.titles).toEqual(['Send signal to 2 targets']);
    expect(ui.questions[0]?.detail).toBe(
      'web (14008), nginx (14031)\n2 processes: default action, terminates\ndocker kill -s TERM web\nkill -TERM 14031',
    );
  });

  it('is chosen from the palette: the container, then its first process, all, or one', async () => {
    await open([aContainer('web'), aSandbox('sand', { init: { pid: 17320, startTime: 1 } })]);
    ui.picks.push('web', '14031 → 24', 'SIGTERM');
    ui.answers.push('Send');
    await run();
    expect(ui.titles).toEqual([
      'Send signal to',
      'Send signal to web: to whom?',
      'Send signal to nginx: PID 14031, PID 24 of its namespace',
    ]);
    expect(targets('signal/send')).toEqual([WORKER_TARGET]);
  });

  it('is asked once for several containers', async () => {
    await open([aContainer('web'), aContainer('db', { init: { pid: 200, startTime: 2 } })]);
    const rows = [row('web'), row('db')];
    ui.picks.push('All their processes', 'SIGHUP');
    ui.answers.push('Send');
    await run(rows[0], rows);
    expect(targets('signal/send')).toEqual([
      ALL_TARGET,
      { kind: 'all', containerId: 'docker:db', init: { pid: 200, startTime: 2 } },
    ]);
  });

  it('is nobody where the row is no container or process, or ended', async () => {
    const web = row('web');
    helper.change([], ['docker:web']);
    await run(web);
    expect([ui.warnings.length, helper.countOf('signal/forecast')]).toEqual([1, 0]);
  });
});

describe('a question before a signal', () => {
  it('names the target, what happens and the command, where it ends something', async () => {
    ui.picks.push('SIGTERM');
    await run(row('web'));
    expect(ui.questions).toEqual([
      {
        message: 'Send SIGTERM to web (14008)?',
        detail: 'Default action: terminates it.\ndocker kill -s TERM web',
        buttons: ['Send', "Send and Don't Ask Again"],
      },
    ]);
    expect(helper.countOf('signal/send')).toBe(0);
  });

  it.each([
    ['SIGTERM', HANDLED, 1],
    ['SIGINT', FETCHED, 1],
    ['SIGKILL', HANDLED, 1],
    ['SIGKILL', IGNORED, 1],
    ['SIGTERM', IGNORED, 0],
    ['SIGTERM', DROPPED, 0],
    ['SIGHUP', HANDLED, 0],
    ['SIGUSR1', HANDLED, 0],
    ['SIGUSR1', TERMINATES, 1],
    ['SIGCONT', CONTINUES, 0],
    ['SIGCONT', HANDLED, 0],
    ['SIGSTOP', STOPS, 0],
    ['SIGWINCH', IGNORED, 0],
  ] as const)('is asked where an end is meant and not in vain: %s, %j', async (signal, forecast, questions) => {
    helper.answer('signal/forecast', () => someForecasts(forecast));
    ui.picks.push(signal);
    await run(row('web'));
    expect([ui.questions.length, helper.countOf('signal/send')]).toEqual([questions, 1 - questions]);
  });

  it('is asked where one of those beyond the limit of the forecast may end', async () => {
    await open([aContainer('web')]);
    helper.answer('signal/forecast', () => ({ ...someForecasts(IGNORED, {}, 512), processes: 2000 }));
    ui.picks.push('All its processes', 'SIGHUP');
    await run(row('web'));
    expect(ui.rows[0]).toContain('Of the first 512 of 2000 processes, 512: ignores it');
    expect(ui.questions[0]?.detail).toContain('Of the first 512 of 2000 processes, 512: ignores it');
  });

  it('is asked where it cannot be told what happens', async () => {
    helper.answer('signal/forecast', () => someForecasts({ kind: 'unknown', why: 'hidden' }));
    ui.picks.push('SIGTERM');
    await run(row('web'));
    expect([ui.questions.length, helper.countOf('signal/send')]).toEqual([1, 0]);
  });

  it('can be switched off', async () => {
    ui.picks.push('SIGTERM', 'SIGTERM');
    ui.answers.push("Send and Don't Ask Again");
    await run(row('web'));
    await run(row('web'));
    expect([ui.questions.length, lab.isConfirmWanted, helper.countOf('signal/send')]).toEqual([1, false, 2]);
  });
});

describe('what became of a signal', () => {
  async function send(signal: string): Promise<void> {
    lab.isConfirmWanted = false;
    ui.picks.push(signal);
    await run(row('web'));
  }

  it.each([
    [
      { kind: 'exit', status: 143 } as const,
      'PID 14008 of web exited 0.1 s after SIGTERM with status 143 (128 + 15, SIGTERM).',
    ],
    [
      { kind: 'signal', signal: 15, dumpedCore: false } as const,
      'PID 14008 of web was ended by SIGTERM 0.1 s after SIGTERM.',
    ],
    [{ kind: 'unknown' } as const, 'PID 14008 of web ended 0.1 s after SIGTERM.'],
  ])('is told: %j', async (ending, words) => {
    ends(ending);
    await send('SIGTERM');
    expect(ui.progress).toEqual([
      'Sending SIGTERM to web (14008)…',
      'SIGTERM sent to web (14008). Waiting for it to end…',
    ]);
    expect(ui.notices).toEqual([{ text: words, level: 'information', buttons: ['Copy Command'] }]);
    expect(lab.paramsOf('signal/send')).toEqual([{ target: INIT_TARGET, signal: 15 }]);
  });

  it('is waited for ten seconds in small steps, then SIGKILL is offered and sent without a question', async () => {
    ui.presses.push('Send SIGKILL');
    await send('SIGTERM');
    expect(ui.notices[0]).toEqual({
      text: 'SIGTERM sent to web (14008): still running after 10 s.',
      level: 'information',
      buttons: ['Send SIGKILL', 'Show Why', 'Copy Command'],
    });
    expect(lab.paramsOf('signal/await').slice(0, 5)).toEqual(Array(5).fill({ watch: 5, forMs: 2000 }));
    expect(lab.paramsOf('signal/send')).toEqual([
      { target: INIT_TARGET, signal: 15 },
      { target: INIT_TARGET, signal: 9 },
    ]);
    expect(ui.questions).toEqual([]);
    expect(ui.notices[1]?.buttons).toEqual(['Show Why', 'Copy Command']);
  });

  it('is told soon where the signal does nothing, with SIGKILL on offer', async () => {
    helper.answer('signal/forecast', () => someForecasts(DROPPED));
    ui.presses.push('Show Why');
    await send('SIGTERM');
    expect(lab.paramsOf('signal/await')).toEqual([{ watch: 5, forMs: 1000 }]);
    expect(ui.notices[0]?.text).toBe('SIGTERM sent to web (14008): still running after 1 s.');
    expect(ui.notices[0]?.buttons[0]).toBe('Send SIGKILL');
    expect(ui.questions).toMatchObject([{ message: 'SIGTERM to web (14008)', buttons: [], isHarmless: true }]);
    expect(ui.questions[0]?.detail).toMatch(/^When it was sent: Does nothing: .*\nSent now: Does nothing: /);
  });

  it('is what was forecast where no end is meant', async () => {
    helper.answer('signal/forecast', () => someForecasts(HANDLED, { SIGSTOP: STOPS, SIGWINCH: IGNORED }));
    await send('SIGHUP');
    await send('SIGSTOP');
    await send('SIGWINCH');
    expect(ui.notices.map(({ text, buttons }) => [text, buttons[0]])).toEqual([
      ['SIGHUP sent to web (14008). Handled by the program: what it does is its own choice.', 'Copy Command'],
      ['SIGSTOP sent to web (14008). Default action: stops it until SIGCONT.', 'Send SIGCONT'],
      [
        'SIGWINCH sent to web (14008). Does nothing: that is its default action, or the program ignores it.',
        'Show Why',
      ],
    ]);
    expect(lab.paramsOf('signal/await')).toEqual(Array(3).fill({ watch: 5, forMs: 1000 }));
  });

  it('waits for the thaw of a frozen container, which is offered', async () => {
    helper.answer('signal/forecast', () => someForecasts(FROZEN));
    helper.answer('container/freeze', () => ({ state: 'running', by: 'docker', unknownToRuntime: false }));
    ui.presses.push('Thaw');
    await send('SIGTERM');
    expect(ui.notices[0]?.text).toBe(
      'SIGTERM sent to web (14008): it is frozen, and the signal waits until it is thawed.',
    );
    expect(lab.paramsOf('signal/await')[0]).toEqual({ watch: 5, forMs: 1000 });
    expect(lab.paramsOf('container/freeze')).toEqual([{ containerId: 'docker:web', init: INIT, frozen: false }]);
  });

  it('is summed up for many processes', async () => {
    await open([aContainer('web')]);
    lab.isConfirmWanted = false;
    sends({
      sent: 3,
      failed: [
        { process: { pid: 7, startTime: 1 }, why: 'zombie' },
        { process: { pid: 8, startTime: 1 }, why: 'permission', errno: 'EPERM' },
      ],
      way: 'frozen',
      watch: 5,
    });
    helper.answerTo('signal/await', ({ forMs }) => {
      vi.advanceTimersByTime(forMs);
      return {
        ended: [7, 8].map((pid) => ({ process: { pid, startTime: 1 }, ending: { kind: 'unknown' }, afterMs: 9 })),
        left: 1,
      };
    });
    ui.picks.push('All its processes', 'SIGTERM');
    await run(row('web'));
    expect(ui.notices[0]?.text).toBe(
      'SIGTERM sent to 3 processes (all processes of web): 2 ended, 1 is still running after 10 s. ' +
        'Not sent to 2: it is a zombie, and nothing is left to signal; the kernel refused, this needs root (EPERM).',
    );
  });

  it('is told where nothing was sent', async () => {
    sends({ sent: 0, failed: [{ process: INIT, why: 'zombie' }], way: 'each', watch: 5 });
    await send('SIGTERM');
    expect(ui.notices).toEqual([
      {
        text: 'SIGTERM was not sent to web (14008): it is a zombie, and nothing is left to signal.',
        level: 'warning',
        buttons: ['Copy Command'],
      },
    ]);
  });

  it.each([
    [{ code: 'STALE_TARGET' }, 'The process ended, and another one has its number now. Nothing was done to that one.'],
    [{ code: 'PERMISSION', errno: 'EPERM' }, 'The kernel refused: this needs root. (EPERM)'],
    [{ code: 'PROTECTED', protection: 'editor' }, 'VS Code itself runs in this process or depends on it.'],
    [{ code: 'TIMEOUT' }, 'No answer came in time. Look whether it was done before you try again.'],
  ] as const)('is told where it fails: %j', async (data, words) => {
    helper.fail('signal/send', new HelperError({ ...data, operation: 'signal/send' }, 'no'));
    await send('SIGTERM');
    expect(ui.notices[0]?.text).toBe(`Sending SIGTERM to web (14008) failed. ${words}`);
    expect(ui.notices[0]?.level).toBe('warning');
  });

  it('is told of a process, not of its container, where that ended', async () => {
    await openProcesses();
    lab.isConfirmWanted = false;
    helper.fail('signal/send', new HelperError({ code: 'GONE', operation: 'signal/send' }, 'no'));
    ui.picks.push('SIGTERM', 'SIGTERM');
    await run(row('web', 'Processes', '14031 → 24'));
    await run(row('web'));
    expect(ui.notices.map(({ text }) => text)).toEqual([
      'Sending SIGTERM to nginx (14031) failed. The process ended.',
      'Sending SIGTERM to web (14008) failed. The container ended.',
    ]);
  });

  it('is not known where the question for it fails, and that is said', async () => {
    helper.fail('signal/await', new HelperError({ code: 'GONE', operation: 'signal/await' }, 'no'));
    await send('SIGTERM');
    expect(ui.notices[0]?.text).toBe(
      'SIGTERM sent to web (14008). What became of it is not known: It is not watched any more.',
    );
  });

  it('is not waited for where the user does not want to', async () => {
    ui.cancels = true;
    await send('SIGTERM');
    expect(ui.notices).toEqual([
      {
        text: 'Stopped waiting. SIGTERM was sent to web (14008).',
        level: 'information',
        buttons: ['Copy Command'],
      },
    ]);
    expect([helper.countOf('signal/send'), helper.countOf('signal/await')]).toEqual([1, 1]);
  });

  it('comes with the command that does the same', async () => {
    ui.presses.push('Copy Command');
    await send('SIGTERM');
    expect(ui.copied).toEqual(['docker kill -s TERM web']);
  });

  it('has the name of the container in it as plain text', async () => {
    await open([aContainer('web', { name: text('[x](command:evil)\n$(trash)'), processCount: 1 })]);
    lab.isConfirmWanted = false;
    ui.picks.push('SIGTERM');
    ui.presses.push('Copy Command');
    await run(row(String.raw`[x](command:evil)\n$(trash)`));
    expect(ui.notices[0]?.text).toContain(String.raw`[x](command:evil)\n$(trash) (14008)`);
    expect(ui.copied).toEqual(['kill -TERM 14008']);
  });
});

describe('another caller', () => {
  const meant = { containerId: 'docker:web', pid: 14008, startTime: 100, signal: 'SIGTERM' };

  it('is always asked about, whatever the setting and the signal', async () => {
    lab.isConfirmWanted = false;
    helper.answer('signal/forecast', () => someForecasts(IGNORED));
    await run({ ...meant, signal: 'SIGWINCH' });
    expect(ui.questions).toMatchObject([{ message: 'Send SIGWINCH to web (14008)?', buttons: ['Send'] }]);
    expect(helper.countOf('signal/send')).toBe(0);
    ui.answers.push('Send');
    await run({ ...meant, signal: 'SIGWINCH' });
    expect(lab.paramsOf('signal/send')).toEqual([{ target: INIT_TARGET, signal: 28 }]);
  });

  it('may mean a process of the container, or all of them', async () => {
    ui.answers.push('Send', 'Send');
    await run({ containerId: 'docker:web', pid: 14031, startTime: 140_310, signal: 'SIGTERM' });
    await run({ ...meant, to: 'all' });
    expect(targets('signal/send')).toEqual([WORKER_TARGET, ALL_TARGET]);
  });

  it('may leave the signal to the user', async () => {
    await run({ containerId: 'docker:web', pid: 14008, startTime: 100 });
    expect(ui.titles).toEqual(['Send signal to web: PID 14008, PID 1 of its namespace']);
  });

  it.each([
    [{ ...meant, startTime: 101 }],
    [{ ...meant, pid: 14009 }],
    [{ ...meant, containerId: 'docker:other' }],
    [{ ...meant, to: 'all', startTime: 101 }],
    [{ ...meant, to: 'all', pid: 14031, startTime: 140_310 }],
  ])('cannot mean what is not there: %j', async (argument) => {
    ui.answers.push('Send');
    await run(argument);
    expect([ui.warnings.length, ui.questions.length, helper.countOf('signal/forecast')]).toEqual([1, 0, 0]);
  });
});
