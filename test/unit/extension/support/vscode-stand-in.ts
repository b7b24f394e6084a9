/** The little of VS Code that is no service: for tests that run without it. */

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

export class TreeItem {
  readonly label: unknown;
  readonly collapsibleState: unknown;

  constructor(label: unknown, collapsibleState: unknown) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class TerminalLink {
  readonly startIndex: number;
  readonly length: number;
  readonly tooltip: string | undefined;

  constructor(startIndex: number, length: number, tooltip?: string) {
    this.startIndex = startIndex;
    this.length = length;
    this.tooltip = tooltip;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: ThemeColor | undefined;

  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

/** Here so that a test can tell that nothing is one. */
export class MarkdownString {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

export const ConfigurationTarget = { Global: 1 };

export const ViewColumn = { Active: -1 };

export const ProgressLocation = { Notification: 15 };

export const QuickPickItemKind = { Separator: -1, Default: 0 };

export const InputBoxValidationSeverity = { Info: 1, Warning: 2, Error: 3 };

export const Uri = {
  joinPath: (base: { fsPath: string }, ...parts: readonly string[]) => ({ fsPath: [base.fsPath, ...parts].join('/') }),
};

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** Extension modes by their numbers in the API. */
export const ExtensionMode = { Production: 1, Development: 2, Test: 3 } as const;
