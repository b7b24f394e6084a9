import { Uri, type WebviewPanel } from 'vscode';
import { DisposableStore, type Disposable } from '../dispose.ts';
import { errorLine } from '../log.ts';
import { shorten } from '../tree/row.ts';
import { pageHtml } from './html.ts';
import { LimitsPage, type PageContext } from './page.ts';

/** Characters of a container's name in the title of its tab. */
const NAME_LIMIT = 60;

/** What every panel may do, whether it is new or was kept by VS Code. */
export function panelOptions(extensionUri: Uri) {
  return {
    enableScripts: true,
    enableCommandUris: false,
    enableForms: false,
    localResourceRoots: [Uri.joinPath(extensionUri, 'dist', 'webview')],
  };
}

/** An editor tab with one page. VS Code owns the panel; what belongs to it ends with it. */
export class LimitsPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #page: LimitsPage;
  readonly #disposables = new DisposableStore();

  constructor(panel: WebviewPanel, extensionUri: Uri, context: PageContext, containerId: string) {
    this.#panel = panel;
    const { webview } = panel;
    const part = (...names: readonly string[]) => Uri.joinPath(extensionUri, ...names);
    const served = (name: string) => webview.asWebviewUri(part('dist', 'webview', name)).toString();
    webview.options = panelOptions(extensionUri);
    panel.iconPath = { light: part('media', 'limits-light.svg'), dark: part('media', 'limits-dark.svg') };
    const screen = {
      get visible() {
        return panel.visible;
      },
      post: (message: object) => {
        webview.postMessage(message).then(undefined, (error: unknown) => context.log.debug(errorLine(error)));
      },
      name: (name: string) => {
        panel.title = `Limits: ${shorten(name, NAME_LIMIT)}`;
      },
    };
    this.#page = this.#disposables.add(new LimitsPage(context, screen, containerId));
    this.#disposables.add(webview.onDidReceiveMessage((message: unknown) => this.#page.receive(message)));
    this.#disposables.add(panel.onDidChangeViewState(() => this.#page.onDidChangeVisibility()));
    // Last: the page may answer at once.
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      script: served('limits.js'),
      style: served('limits.css'),
    });
  }

  get containerId(): string {
    return this.#page.containerId;
  }

  /** Brings the tab to the front, where it is. */
  reveal(): void {
    this.#panel.reveal();
  }

  /** Ends what belongs to the tab. */
  dispose(): void {
    this.#disposables.dispose();
  }
}
