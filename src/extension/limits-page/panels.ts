import { ViewColumn, window, type Uri, type WebviewPanel, type WebviewPanelSerializer } from 'vscode';
import { DisposableStore, type Disposable } from '../dispose.ts';
import { readState } from './messages.ts';
import type { PageContext } from './page.ts';
import { LimitsPanel, panelOptions } from './panel.ts';

export const PANEL_TYPE = 'containerInternals.limits';

/** The tabs of "Inspect limits": one for each container. */
export class LimitsPanels implements Disposable, WebviewPanelSerializer {
  readonly #extensionUri: Uri;
  readonly #context: PageContext;
  readonly #disposables = new DisposableStore();
  readonly #panels = new Set<LimitsPanel>();

  constructor(extensionUri: Uri, context: PageContext) {
    this.#extensionUri = extensionUri;
    this.#context = context;
    this.#disposables.add(window.registerWebviewPanelSerializer(PANEL_TYPE, this));
  }

  /** Shows the page of a container: the one that there is, else a new one. */
  open(containerId: string): void {
    const known = [...this.#panels].find((panel) => panel.containerId === containerId);
    if (known !== undefined) known.reveal();
    else {
      this.#add(
        window.createWebviewPanel(PANEL_TYPE, 'Limits', ViewColumn.Active, panelOptions(this.#extensionUri)),
        containerId,
      );
    }
  }

  /** Takes over a tab that VS Code kept while the window was closed. */
  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = readState(state);
    if (kept !== undefined) {
      this.#add(panel, kept.containerId);
    } else {
      this.#context.log.warn('limits page: closed a tab of which VS Code kept something else than its state');
      panel.dispose();
    }
    return Promise.resolve();
  }

  /** Ends what belongs to the tabs. The tabs stay: VS Code keeps them for the next start. */
  dispose(): void {
    for (const panel of this.#panels) panel.dispose();
    this.#panels.clear();
    this.#disposables.dispose();
  }

  #add(webviewPanel: WebviewPanel, containerId: string): void {
    const panel = new LimitsPanel(webviewPanel, this.#extensionUri, this.#context, containerId);
    this.#panels.add(panel);
    webviewPanel.onDidDispose(() => {
      this.#panels.delete(panel);
      panel.dispose();
    });
  }
}
