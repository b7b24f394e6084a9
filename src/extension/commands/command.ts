import type { Container } from '../../shared/model/container.ts';
import type { RunWish } from '../../shared/model/run.ts';
import type { ChangeRefusal } from '../changes-allowed.ts';
import type { Disposable } from '../dispose.ts';
import type { Event } from '../event.ts';
import type { HelperApi } from '../helper-client/api.ts';
import type { RunAction } from '../run/terminals.ts';
import type { Surroundings } from '../run/surroundings.ts';
import type { TreeNode } from '../tree/node.ts';
import type { Arrangement } from '../tree/structure.ts';

/**
 * What commands need of VS Code. Texts may have what a container says in them, as `DisplayText`: they are shown without
 * the links and pictures that VS Code makes of some of their parts.
 */
export interface Ui {
  copy(text: string): Promise<void>;
  /** Says something small that goes away by itself. */
  tell(text: string): void;
  warn(text: string): void;
  /** Says something in a notification and offers what to do next; `undefined` where nothing of it is wanted. */
  offer<T extends string>(notice: Notice<T>): Promise<T | undefined>;
  /** Asks in a dialog, which can always be cancelled: then `undefined`. */
  ask<T extends string>(question: Question<T>): Promise<T | undefined>;
  /** Lets the user choose one; `undefined` where the user does not. */
  choose<T>(title: string, choices: readonly (Choice<T> | Separator)[]): Promise<T | undefined>;
  /** Lets the user type something that `check` takes; `undefined` where the user does not. */
  enter(entry: Entry): Promise<string | undefined>;
  /** Lets the user type a line, or take one of those that are offered; `undefined` where the user does neither. */
  enterOrChoose(entry: OpenEntry): Promise<string | undefined>;
  /** Shows progress until it is done. `false` where the user cancelled it. */
  waitFor(title: string, done: Promise<void>): Promise<boolean>;
  /** Shows progress while the work goes on, which may change what is said. */
  during<T>(text: string, work: (progress: Progress) => Promise<T>, options?: DuringOptions): Promise<T>;
  showLog(): void;
  /** Opens the settings of VS Code at one of them. */
  openSetting(id: string): void;
  /** Opens the page where a workspace is trusted. */
  manageTrust(): void;
}

export interface Notice<T extends string> {
  readonly text: string;
  readonly level: 'information' | 'warning';
  readonly buttons: readonly T[];
}

export interface Question<T extends string> {
  readonly message: string;
  /** Lines below the message. */
  readonly detail?: string;
  readonly buttons: readonly T[];
  /** Whether it is no warning: something is only told. */
  readonly isHarmless?: boolean;
}

export interface Choice<T> {
  readonly label: string;
  /** Beside the label. */
  readonly description?: string;
  readonly detail?: string;
  /** The codicon before the detail. */
  readonly detailIcon?: string;
  readonly isCurrent: boolean;
  readonly value: T;
}

/** A line with a heading between choices. */
export interface Separator {
  readonly separator: string;
}

export interface Entry {
  readonly title: string;
  readonly prompt: string;
  /** What stands there at first, selected. */
  readonly value: string;
  /** What is said about the text while it is typed. */
  readonly check: (text: string) => Verdict;
}

/** A line to type, with lines that may be meant. */
export interface OpenEntry {
  readonly title: string;
  readonly placeholder: string;
  /** What happens with the line that is typed: `Run`. */
  readonly verb: string;
  readonly groups: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** What is wrong with a line; `undefined` where it is taken. */
  readonly check: (line: string) => string | undefined;
}

/** What is wrong with a text, or how it is understood. */
export type Verdict = { readonly kind: 'error' | 'understood'; readonly words: string };

export interface Progress {
  /** Says something else from now on. */
  readonly report: (text: string) => void;
  /** Aborted where the user does not want to wait. */
  readonly signal: AbortSignal;
}

export interface DuringOptions {
  readonly isCancellable?: boolean;
}

/** What commands work on. */
export interface CommandContext {
  readonly ui: Ui;
  readonly helper: Pick<HelperApi, 'state' | 'onDidChangeState' | 'request'> & { start(): void; restart(): void };
  /** Whether anything may be changed, as far as the user and VS Code decide it. */
  readonly changes: { readonly refusal: ChangeRefusal | undefined };
  readonly confirmation: Confirmation;
  readonly inventory: {
    readonly containers: ReadonlyMap<string, Container>;
    readonly isCurrent: boolean;
    readonly hasFailed: boolean;
    readonly onDidChangeStatus: Event<unknown>;
    watch(): Disposable;
    refresh(): Promise<void>;
  };
  readonly tree: { readonly arrangement: Arrangement; refresh(): void; isNode(value: unknown): value is TreeNode };
  readonly view: { readonly selection: readonly TreeNode[] };
  /** The pages of "Inspect limits". */
  readonly pages: { open(containerId: string): void };
  /** What runs isolated. */
  readonly runs: RunStarter;
  readonly writeArrangement: (change: Partial<Arrangement>) => Promise<void>;
}

/** What starts a run, and what is known where one is asked for. */
export interface RunStarter {
  readonly history: { readonly lines: readonly string[]; add(line: string): Promise<void> };
  surroundings(): Surroundings;
  /** The same for a file that somebody points at. */
  surroundingsOf(path: string): Surroundings;
  /**
   * Opens a terminal in which it runs.
   *
   * @throws HelperError, HelperUnavailable as the helper does
   */
  start(wish: RunWish): Promise<void>;
  /**
   * Does something with the run of the terminal that is active, else with the last one.
   *
   * @returns whether there is any
   */
  act(action: RunAction): Promise<boolean>;
}

/** The setting for the question before a signal that ends something. */
export interface Confirmation {
  readonly isWanted: boolean;
  /** Does not ask any more. */
  drop(): Promise<void>;
}

/** What a command does. Anybody may call it: its arguments are what somebody passed, not what it hoped for. */
export type Command = (context: CommandContext, ...args: readonly unknown[]) => void | Promise<void>;
