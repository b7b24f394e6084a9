import type { Container } from '../../shared/model/container.ts';
import type { Disposable } from '../dispose.ts';
import type { Event } from '../event.ts';
import type { TreeNode } from '../tree/node.ts';
import type { Arrangement } from '../tree/structure.ts';

/**
 * What commands need of VS Code. Texts must be the product's own: VS Code makes links of some of their parts. Only what
 * is offered to choose from may be anybody's.
 */
export interface Ui {
  copy(text: string): Promise<void>;
  /** Says something small that goes away by itself. */
  tell(text: string): void;
  warn(text: string): void;
  /** Lets the user choose one; `undefined` where the user does not. */
  choose<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined>;
  /** Shows progress until it is done. `false` where the user cancelled it. */
  waitFor(title: string, done: Promise<void>): Promise<boolean>;
  showLog(): void;
}

export interface Choice<T> {
  readonly label: string;
  /** Beside the label. */
  readonly description?: string;
  readonly detail?: string;
  readonly isCurrent: boolean;
  readonly value: T;
}

/** What commands work on. */
export interface CommandContext {
  readonly ui: Ui;
  readonly helper: {
    readonly state: { readonly kind: string };
    readonly onDidChangeState: Event<unknown>;
    start(): void;
    restart(): void;
  };
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
  readonly writeArrangement: (change: Partial<Arrangement>) => Promise<void>;
}

/** What a command does. Anybody may call it: its arguments are what somebody passed, not what it hoped for. */
export type Command = (context: CommandContext, ...args: readonly unknown[]) => void | Promise<void>;
