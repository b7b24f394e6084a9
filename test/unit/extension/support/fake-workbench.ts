import { Emitter } from '../../../../src/extension/event.ts';

const NOTHING = { dispose: () => undefined };

/** As much of VS Code as the activation touches. */
export class FakeWorkbench {
  readonly registered = new Map<string, (...args: unknown[]) => unknown>();
  readonly context = new Map<string, unknown>();
  readonly log: string[] = [];
  readonly warnings: string[] = [];
  failSettings = false;
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
    },
  };

  readonly window = {
    createOutputChannel: () => {
      const write = (line: string) => void this.log.push(line);
      return { info: write, warn: write, error: write, debug: () => undefined, show: () => undefined, ...NOTHING };
    },
    createTreeView: () => this.view,
    registerTreeDataProvider: () => NOTHING,
    withProgress: (_: unknown, task: () => Promise<void>) => task(),
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

  setVisible(visible: boolean): void {
    this.view.visible = visible;
    this.#visibility.fire({ visible });
  }

  async run(id: string, ...args: unknown[]): Promise<void> {
    await this.registered.get(id)?.(...args);
  }
}
