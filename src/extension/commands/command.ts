import type { TreeNode } from '../tree/node.ts';
import type { Arrangement } from '../tree/structure.ts';

/** What commands need of VS Code. Texts must be the product's own: VS Code makes links of some of their parts. */
export interface Ui {
  copy(text: string): Promise<void>;
  /** Says something small that goes away by itself. */
  tell(text: string): void;
  warn(text: string): void;
  /** Lets the user choose one; `undefined` where the user does not. */
  choose<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined>;
  showLog(): void;
}

export interface Choice<T> {
  readonly label: string;
  readonly detail?: string;
  readonly isCurrent: boolean;
  readonly value: T;
}

/** What commands work on. */
export interface CommandContext {
  readonly ui: Ui;
  readonly helper: { readonly state: { readonly kind: string }; start(): void; restart(): void };
  readonly inventory: { refresh(): Promise<void> };
  readonly tree: { readonly arrangement: Arrangement; refresh(): void; isNode(value: unknown): value is TreeNode };
  readonly view: { readonly selection: readonly TreeNode[] };
  readonly writeArrangement: (change: Partial<Arrangement>) => Promise<void>;
}

/** What a command does. Anybody may call it: its arguments are what somebody passed, not what it hoped for. */
export type Command = (context: CommandContext, ...args: readonly unknown[]) => void | Promise<void>;
