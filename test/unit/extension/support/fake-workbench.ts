import type { WebviewPanelSerializer } from 'vscode';
import { Emitter } from '../../../../src/extension/event.ts';
import { FakePanel } from './fake-panel.ts';

const NOTHING = { dispose: () => undefined };

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
  readonly #cancel = new Emitter<undefined>();
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
    withProgress: (options: unknown, task: (progress: unknown, token: object) => Promise<unknown>) => {
      this.progress = options;
      return task(undefined, { onCancellationRequested: this.#cancel.event });
    },
    showQuickPick: (items: readonly unknown[]) => {
      this.offered = items;
      return Promise.resolve(this.pick === undefined ? undefined : items[this.pick]);
    },
    showWarningMessage: (text: string) => void this.warnings.push(text),
    setStatusBarMessage: () => NOTHING,
  };

  readonly workspace = {
    getConfiguration: () => ({
      get: () => undefined,
      update: () => {
        if (this.failSettings) throw new Error('settings cannot be written');
      },
    }),
    onDidChangeConfiguration: () => NOTHING,
  };

  cancelProgress(): void {
    this.#cancel.fire(undefined);
  }

  setVisible(visible: boolean): void {
    this.view.visible = visible;
    this.#visibility.fire({ visible });
  }

  async run(id: string, ...args: unknown[]): Promise<void> {
    await this.registered.get(id)?.(...args);
  }
}
