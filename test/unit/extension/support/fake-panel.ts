import { Emitter } from '../../../../src/extension/event.ts';
import type { ToLimitsPage } from '../../../../src/shared/protocol/limits-page.ts';

/** A webview panel without VS Code: keeps what it is told, and does what the user would do. */
export class FakePanel {
  readonly viewType: string;
  title: string;
  readonly column: unknown;
  iconPath: unknown;
  visible = true;
  reveals = 0;
  disposed = false;
  readonly posted: ToLimitsPage[] = [];
  readonly #messages = new Emitter<unknown>();
  readonly #viewState = new Emitter<unknown>();
  readonly #end = new Emitter<undefined>();
  readonly onDidChangeViewState = this.#viewState.event;
  readonly onDidDispose = this.#end.event;

  readonly webview = {
    options: {} as unknown,
    html: '',
    cspSource: "'self' https://*.vscode-cdn.net",
    asWebviewUri: ({ fsPath }: { readonly fsPath: string }) => ({ toString: () => `https://webview${fsPath}` }),
    onDidReceiveMessage: this.#messages.event,
    postMessage: (message: ToLimitsPage) => {
      if (this.disposed) throw new Error('Webview is disposed');
      // What crosses is a copy.
      this.posted.push(structuredClone(message));
      return Promise.resolve(this.visible);
    },
  };

  constructor(viewType: string, title: string, column: unknown, options: unknown) {
    this.viewType = viewType;
    this.title = title;
    this.column = column;
    this.webview.options = options;
  }

  reveal(): void {
    this.reveals++;
  }

  /** A message from the page's script. */
  send(message: unknown): void {
    this.#messages.fire(message);
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.#viewState.fire({ webviewPanel: this });
  }

  /** What was posted since the last call. */
  take(): ToLimitsPage[] {
    return this.posted.splice(0);
  }

  /** The user closes the tab, or the extension does. */
  dispose(): void {
    this.disposed = true;
    this.#end.fire(undefined);
  }
}
