import { commands, EventEmitter, Uri, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';

const SCHEME = 'container-internals-run';

/** Documents that are kept; the oldest go. */
const KEPT = 20;

/** "How it was made" of runs: documents that nobody can change, shown as Markdown. */
export class Transcripts implements Disposable {
  readonly #helper: Pick<HelperApi, 'request'>;
  readonly #disposables = new DisposableStore();
  readonly #documents = new Map<string, string>();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());

  constructor(helper: Pick<HelperApi, 'request'>) {
    this.#helper = helper;
    this.#disposables.add(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: ({ path }) =>
          this.#documents.get(path) ?? 'This run is not known any more. Run it again to see how it is made.',
      }),
    );
  }

  /**
   * Shows how a run was made.
   *
   * @throws HelperError, HelperUnavailable as the helper does
   */
  async show(run: string): Promise<void> {
    const { markdown } = await this.#helper.request('run/transcript', { run });
    const uri = Uri.from({ scheme: SCHEME, path: `/${run.slice(0, 8)}/How it was made.md` });
    this.#documents.delete(uri.path);
    this.#documents.set(uri.path, markdown);
    for (const path of [...this.#documents.keys()].slice(0, -KEPT)) this.#documents.delete(path);
    this.#changed.fire(uri);
    await commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#documents.clear();
  }
}
