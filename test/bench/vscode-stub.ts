// Stands in for the module "vscode" as far as activation goes. No view is visible, so the helper is not started.

const nothing = { dispose: () => undefined };
const subscribe = () => nothing;
const ignore = () => undefined;

export class EventEmitter {
  readonly event = subscribe;
  readonly fire = ignore;
  readonly dispose = ignore;
}

/** Rows are made when somebody looks. */
export const TreeItem = ignore;
export const ThemeIcon = ignore;
export const ThemeColor = ignore;
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const ConfigurationTarget = { Global: 1 };

export const Uri = {
  joinPath: ({ fsPath }: { readonly fsPath: string }, ...names: readonly string[]) => ({
    fsPath: [fsPath, ...names].join('/'),
  }),
};

export const commands = { registerCommand: subscribe, executeCommand: () => Promise.resolve() };
export const env = { clipboard: { writeText: () => Promise.resolve() } };

export const window = {
  createOutputChannel: () => ({ ...nothing, info: ignore, warn: ignore, error: ignore, debug: ignore, trace: ignore }),
  createTreeView: () => ({
    ...nothing,
    visible: false,
    selection: [],
    onDidChangeVisibility: subscribe,
    onDidExpandElement: subscribe,
    onDidCollapseElement: subscribe,
  }),
  registerTreeDataProvider: subscribe,
  registerWebviewPanelSerializer: subscribe,
  withProgress: () => Promise.resolve(),
};

export const workspace = {
  isTrusted: true,
  onDidGrantWorkspaceTrust: subscribe,
  getConfiguration: () => ({ get: ignore, update: () => Promise.resolve() }),
  onDidChangeConfiguration: subscribe,
};

/** Extension modes by their numbers in the API. */
export const ExtensionMode = { Production: 1, Development: 2, Test: 3 } as const;
