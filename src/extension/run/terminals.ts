import { type Terminal, TerminalLink, type TerminalOptions, ThemeIcon, window } from 'vscode';
import { editLimit } from './limits.ts';
import type { RunEnd, RunWish } from '../../shared/model/run.ts';
import type { RunChange } from '../../shared/protocol/runs.ts';
import { endedWell, endWords } from '../../shared/run/end-words.ts';
import type { Ui } from '../commands/command.ts';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';
import { errorLine, type Log } from '../log.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';

interface Shown {
  readonly run: string;
  readonly wish: RunWish;
  end?: RunEnd;
}

const RUN_AGAIN = 'Run Again';
const HOW = 'How It Was Made';
const RAISE = 'Raise Limit…' as const;
const ACTIONS = [RUN_AGAIN, HOW] as const;

/** What can be done with a run. */
export type RunAction = (typeof ACTIONS)[number];

class ActionLink extends TerminalLink {
  readonly action: RunAction;

  constructor(startIndex: number, action: RunAction) {
    super(startIndex, action.length, action);
    this.action = action;
  }
}

export interface RunTerminalsOptions {
  readonly helper: Pick<HelperApi, 'request' | 'onDidChangeRun'>;
  readonly ui: Pick<Ui, 'enter' | 'offer' | 'warn'>;
  readonly log: Pick<Log, 'error'>;
  readonly showHow: (run: string, title: string) => Promise<void>;
}

/** The terminals of runs, and what can be done when a run has ended. */
export class RunTerminals implements Disposable {
  readonly #options: RunTerminalsOptions;
  readonly #disposables = new DisposableStore();
  readonly #shown = new Map<string, Shown>();

  constructor(options: RunTerminalsOptions) {
    this.#options = options;
    this.#disposables.add(options.helper.onDidChangeRun((change) => this.#hear(change)));
    this.#disposables.add(window.onDidCloseTerminal((terminal) => void this.#shown.delete(runIn(terminal))));
    this.#disposables.add(
      window.registerTerminalLinkProvider({
        provideTerminalLinks: ({ line, terminal }) => (this.#endedIn(terminal) === undefined ? [] : actionLinks(line)),
        handleTerminalLink: async ({ action }: ActionLink) => {
          await this.act(action);
        },
      }),
    );
  }

  /**
   * Opens a terminal in which it runs.
   *
   * @throws HelperError, HelperUnavailable as the helper does
   */
  async start(wish: RunWish): Promise<void> {
    window.createTerminal(await this.prepare(wish)).show();
  }

  /**
   * What a terminal has to be opened with so that it runs in it, within a minute.
   *
   * @throws HelperError, HelperUnavailable as the helper does
   */
  async prepare(wish: RunWish): Promise<TerminalOptions> {
    const { run, terminal } = await this.#options.helper.request('run/start', wish);
    this.#shown.set(run, { run, wish });
    return {
      name: `${wish.title} (isolated)`,
      shellPath: terminal.program,
      shellArgs: ['show', ...terminal.args],
      cwd: '/',
      iconPath: new ThemeIcon('package'),
      // What runs in it ends with the window: there is nothing to come back to.
      isTransient: true,
    };
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#shown.clear();
  }

  #hear({ run, state }: RunChange): void {
    const shown = this.#shown.get(run);
    if (shown === undefined || state.kind !== 'ended') return;
    shown.end = state.end;
    void this.#tell(shown, state.end);
  }

  /** The terminal says how it ended; only what was not to be expected is said here too. */
  async #tell({ run, wish }: Shown, end: RunEnd): Promise<void> {
    const isExpected = endedWell(end) || (end.kind === 'exit' && end.oom === undefined) || isQuit(end);
    if (isExpected) return;
    const text = `“${wish.title}” (isolated): ${endWords(end)}`;
    const oom = end.kind === 'exit' || end.kind === 'signal' ? end.oom : undefined;
    const canRaise = oom?.limitBytes !== undefined;
    const buttons: readonly (RunAction | typeof RAISE)[] = [RUN_AGAIN, ...(canRaise ? [RAISE] : []), HOW];
    const button = await this.#options.ui.offer({ level: 'warning', text, buttons });
    if (button === RAISE) await this.#raise(run, wish);
    else if (button !== undefined) await this.#perform(button, run, wish);
  }

  /**
   * Does it with the run of the terminal that is active, else with the last one.
   *
   * @returns whether there is any
   */
  async act(action: RunAction): Promise<boolean> {
    const shown = this.#shown.get(runIn(window.activeTerminal)) ?? [...this.#shown.values()].at(-1);
    if (shown === undefined) return false;
    await this.#perform(action, shown.run, shown.wish);
    return true;
  }

  /** Runs it again with as much memory as the user gives it. */
  async #raise(run: string, wish: RunWish): Promise<void> {
    const { isolation } = wish;
    const limits = await editLimit(this.#options.ui, isolation.limits, 'memoryBytes');
    if (limits !== isolation.limits)
      await this.#perform(RUN_AGAIN, run, { ...wish, isolation: { ...isolation, limits } });
  }

  async #perform(action: RunAction, run: string, wish: RunWish): Promise<void> {
    try {
      if (action === HOW) await this.#options.showHow(run, wish.title);
      else await this.start(wish);
    } catch (error) {
      this.#options.log.error(`${action}: ${errorLine(error)}`);
      const why = isRequestFailure(error) ? actionFailureWords(error) : 'The log says more.';
      this.#options.ui.warn(`“${wish.title}”: ${action} did not work. ${why}`);
    }
  }

  #endedIn(terminal: Terminal | undefined): Shown | undefined {
    const shown = this.#shown.get(runIn(terminal));
    return shown?.end === undefined ? undefined : shown;
  }
}

/** The run for which a terminal was opened; empty where it was opened for something else. */
function runIn(terminal: Terminal | undefined): string {
  const options = terminal?.creationOptions;
  const args = options !== undefined && 'shellArgs' in options ? options.shellArgs : undefined;
  return Array.isArray(args) ? (args.at(-1) ?? '') : '';
}

const SIGHUP = 1;
const SIGINT = 2;

/** By Ctrl-C, or since its terminal was closed. */
function isQuit(end: RunEnd): boolean {
  return end.kind === 'signal' && end.oom === undefined && (end.signal === SIGHUP || end.signal === SIGINT);
}

function actionLinks(line: string): ActionLink[] {
  if (!line.includes(`${RUN_AGAIN} · ${HOW}`)) return [];
  return ACTIONS.map((action) => new ActionLink(line.lastIndexOf(action), action));
}
