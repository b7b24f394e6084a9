import type { WebviewPanelSerializer } from 'vscode';
import { Emitter } from '../../../../src/extension/event.ts';
import { FakePanel } from './fake-panel.ts';

const NOTHING = { dispose: () => undefined };

interface InputOptions {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly validateInput: (text: string) => unknown;
}

/** As much of VS Code as the activation touches. */
export class FakeWorkbench {
  readonly registered = new Map<string, (...args: unknown[]) => unknown>();
  readonly context = new Map<string, unknown>();
  readonly log: string[] = [];
  readonly warnings: string[] = [];
  /** Commands that the extension itself called. */
  readonly executed: string[] = [];
  readonly panels: FakePanel[] = [];
  readonly serializers = new Map<string, WebviewPanelSerializer>();
  failSettings = false;
  /** What was offered to choose from last, and which of it is chosen. */
  offered: readonly unknown[] = [];
  pick: number | undefined;
  /** The options of the progress that was shown last. */
  progress: unknown;
  readonly reported: string[] = [];
  /** What was asked for in an input box last, and what is typed. */
  input: InputOptions | undefined;
  typed: string | undefined;
  /** Messages with their level, options and buttons; and the button that is pressed. */
  readonly messages: (readonly unknown[])[] = [];
  press: string | undefined;
  readonly settings = new Map<string, unknown>();
  readonly #cancel = new Emitter<undefined>();
  readonly #trust = new Emitter<undefined>();
  readonly #configuration = new Emitter<{ affectsConfiguration: (id: string) => boolean }>();
  readonly #visibility = new Emitter<{ visible: boolean }>();

  readonly view: { visible: boolean; message?: string; description?: string; [key: string]: unknown } = {
    visible: false,
    selection: [],
    onDidChangeVisibility: this.#visibility.event,
    onDidExpandElement: () => NOTHING,
    onDidCollapseElement: () => NOTHING,
    ...NOTHING,
  };

  readonly commands = {
    registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
      this.registered.set(id, run);
      return NOTHING;
    },
    executeCommand: (id: string, key: string, value: unknown) => {
      if (id === 'setContext') this.context.set(key, value);
      else this.executed.push(id);
    },
  };

  readonly window = {
    createOutputChannel: () => {
      const write = (line: string) => void this.log.push(line);
      return { info: write, warn: write, error: write, debug: () => undefined, show: () => undefined, ...NOTHING };
    },
    createTreeView: () => this.view,
    createWebviewPanel: (...args: ConstructorParameters<typeof FakePanel>) => {
      const panel = new FakePanel(...args);
      this.panels.push(panel);
      return panel;
    },
    registerWebviewPanelSerializer: (viewType: string, serializer: WebviewPanelSerializer) => {
      this.serializers.set(viewType, serializer);
      return NOTHING;
    },
    registerTreeDataProvider: () => NOTHING,
    onDidCloseTerminal: () => NOTHING,
    registerTerminalLinkProvider: () => NOTHING,
    registerTerminalProfileProvider: () => NOTHING,
    withProgress: (options: unknown, task: (progress: unknown, token: object) => Promise<unknown>) => {
      this.progress = options;
      const report = ({ message }: { message: string }) => void this.reported.push(message);
      return task({ report }, { onCancellationRequested: this.#cancel.event });
    },
    showInputBox: (options: InputOptions) => {
      this.input = options;
      return Promise.resolve(this.typed);
    },
    showInformationMessage: (...args: readonly unknown[]) => this.#message('information', args),
    showQuickPick: (items: readonly unknown[]) => {
      this.offered = items;
      return Promise.resolve(this.pick === undefined ? undefined : items[this.pick]);
    },
    showWarningMessage: (text: string, ...more: readonly unknown[]) => {
      this.warnings.push(text);
      return this.#message('warning', [text, ...more]);
    },
    setStatusBarMessage: () => NOTHING,
  };

  readonly tasks = { registerTaskProvider: () => NOTHING };

  readonly workspace = {
    isTrusted: true,
    registerTextDocumentContentProvider: () => NOTHING,
    onDidGrantWorkspaceTrust: this.#trust.event,
    getConfiguration: () => ({
      get: (key: string) => this.settings.get(key),
      update: () => {
        if (this.failSettings) throw new Error('settings cannot be written');
      },
    }),
    onDidChangeConfiguration: this.#configuration.event,
  };

  /** The user changes a setting of the extension. */
  set(key: string, value: unknown): void {
    this.settings.set(key, value);
    this.#configuration.fire({ affectsConfiguration: (id) => `containerInternals.${key}`.startsWith(id) });
  }

  /** The user trusts the workspace. */
  grantTrust(): void {
    this.workspace.isTrusted = true;
    this.#trust.fire(undefined);
  }

  cancelProgress(): void {
    this.#cancel.fire(undefined);
  }

  setVisible(visible: boolean): void {
    this.view.visible = visible;
    this.#visibility.fire({ visible });
  }

  #message(level: string, args: readonly unknown[]): Promise<unknown> {
    this.messages.push([level, ...args]);
    return Promise.resolve(args.find((arg) => arg === this.press));
  }

  async run(id: string, ...args: unknown[]): Promise<void> {
    await this.registered.get(id)?.(...args);
  }
}
