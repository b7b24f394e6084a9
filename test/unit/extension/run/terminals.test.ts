import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Terminal, TerminalLinkProvider, TerminalOptions } from 'vscode';
import { RunTerminals } from '../../../../src/extension/run/terminals.ts';
import type { RunEnd, RunWish } from '../../../../src/shared/model/run.ts';
import { FakeHelperApi } from '../support/fake-helper-api.ts';
import { FakeUi } from '../support/fake-ui.ts';
import { MemoryLog } from '../support/memory-log.ts';

const MIB = 1024 * 1024;
const WISH: RunWish = {
  title: 'npm test',
  args: ['npm', 'test'],
  folder: '/work',
  environment: {},
  isolation: { preset: 'sandbox', isFolderWritable: true, limits: { memoryBytes: 64 * MIB } },
};

const current = vi.hoisted((): { window: object } => ({ window: {} }));

vi.mock('vscode', async () => {
  const { TerminalLink, ThemeIcon } = await import('../support/vscode-stand-in.ts');
  return {
    TerminalLink,
    ThemeIcon,
    window: new Proxy({}, { get: (_, key) => (current.window as Record<PropertyKey, unknown>)[key] }),
  };
});

let helper: FakeHelperApi;
let ui: FakeUi;
let terminals: RunTerminals;
let opened: TerminalOptions[];
let links: TerminalLinkProvider;
let shown: string[];

beforeEach(() => {
  helper = new FakeHelperApi();
  helper.run('manage');
  ui = new FakeUi();
  opened = [];
  shown = [];
  current.window = {
    createTerminal: (options: TerminalOptions) => {
      opened.push(options);
      return { show: () => undefined };
    },
    onDidCloseTerminal: () => ({ dispose: () => undefined }),
    registerTerminalLinkProvider: (provider: TerminalLinkProvider) => {
      links = provider;
      return { dispose: () => undefined };
    },
  };
  let runs = 0;
  helper.answer('run/start', () => ({
    run: `run-${++runs}`,
    terminal: { program: '/launcher', args: ['door', `run-${runs}`] },
  }));
  terminals = new RunTerminals({
    helper,
    ui,
    log: new MemoryLog(),
    showHow: (run) => Promise.resolve(void shown.push(run)),
  });
});

afterEach(() => terminals.dispose());

const end = (state: RunEnd, run = 'run-1') => helper.changeRun({ run, state: { kind: 'ended', end: state } });
const oom = { kills: 1, limitBytes: 64 * MIB };

describe('the terminal of a run', () => {
  it('is named after it and lends itself to it', async () => {
    await terminals.start(WISH);
    expect(opened).toMatchObject([
      { name: 'npm test (isolated)', shellPath: '/launcher', shellArgs: ['show', 'door', 'run-1'], isTransient: true },
    ]);
  });

  it.each<RunEnd>([
    { kind: 'exit', status: 0 },
    { kind: 'exit', status: 3 },
    { kind: 'signal', signal: 2 },
    { kind: 'signal', signal: 1 },
  ])('says the end alone where that is nothing special: %j', async (state) => {
    await terminals.start(WISH);
    end(state);
    expect(ui.notices).toEqual([]);
  });

  it.each<[RunEnd, RegExp, readonly string[]]>([
    [{ kind: 'exit', status: 0, oom }, /out of memory at 64 MiB/, ['Run Again', 'Raise Limit…', 'How It Was Made']],
    [{ kind: 'signal', signal: 9, oom: { kills: 1 } }, /limit above/, ['Run Again', 'How It Was Made']],
    [{ kind: 'signal', signal: 11 }, /SIGSEGV/, ['Run Again', 'How It Was Made']],
    [{ kind: 'cut-off' }, /Cut off/, ['Run Again', 'How It Was Made']],
  ])('is helped by a notification where something went wrong: %j', async (state, text, buttons) => {
    await terminals.start(WISH);
    end(state);
    expect(ui.notices).toEqual([{ level: 'warning', text: expect.stringMatching(text) as string, buttons }]);
  });

  it('knows only its own runs', () => {
    end({ kind: 'cut-off' }, 'run-9');
    expect(ui.notices).toEqual([]);
  });

  it('runs again with more memory', async () => {
    await terminals.start(WISH);
    ui.presses.push('Raise Limit…');
    ui.texts.push('128 MiB');
    end({ kind: 'exit', status: 137, oom });
    await vi.waitFor(() => expect(opened).toHaveLength(2));
    expect(ui.entries[0]?.value).toBe('64 MiB');
    const wishes = helper.asked.filter(({ method }) => method === 'run/start').map(({ params }) => params);
    expect(wishes[1]).toEqual({ ...WISH, isolation: { ...WISH.isolation, limits: { memoryBytes: 128 * MIB } } });
  });

  it('does nothing where no more memory is given', async () => {
    await terminals.start(WISH);
    ui.presses.push('Raise Limit…');
    end({ kind: 'exit', status: 137, oom });
    await vi.waitFor(() => expect(ui.entries).toHaveLength(1));
    expect(opened).toHaveLength(1);
  });

  it('makes links of what can be done, after the end and in its own terminal alone', async () => {
    await terminals.start(WISH);
    const line = 'Run Again · How It Was Made';
    const inTerminal = (options: TerminalOptions | undefined) => {
      const terminal = { creationOptions: options ?? {} } as Terminal;
      return links.provideTerminalLinks({ line, terminal }, {} as never) as { readonly startIndex: number }[];
    };
    expect(inTerminal(opened[0])).toEqual([]);
    end({ kind: 'exit', status: 0 });
    expect(inTerminal(opened[0])).toMatchObject([{ startIndex: 0, length: 9 }, { startIndex: 12 }]);
    expect(inTerminal(undefined)).toEqual([]);
  });

  it('shows how the last run was made', async () => {
    expect(await terminals.act('How It Was Made')).toBe(false);
    await terminals.start(WISH);
    await terminals.start(WISH);
    expect(await terminals.act('How It Was Made')).toBe(true);
    expect(shown).toEqual(['run-2']);
  });
});
