import { workspace } from 'vscode';
import type { Grant } from '../shared/protocol/helper.ts';
import { DisposableStore, type Disposable } from './dispose.ts';
import { Emitter } from './event.ts';
import { onDidChangeAllowChanges, readAllowChanges } from './settings.ts';

/** Why nothing may be changed: the user switched it off, or does not trust the workspace. */
export type ChangeRefusal = 'setting' | 'untrusted';

/** Whether this window may change anything on the machine. The helper is started with that grant, and enforces it. */
export class ChangesAllowed implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new Emitter<undefined>());
  #grant: Grant;

  /** Tells that the grant is another one now. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#grant = this.grant;
    this.#disposables.add(onDidChangeAllowChanges(() => this.#update()));
    this.#disposables.add(workspace.onDidGrantWorkspaceTrust(() => this.#update()));
  }

  get refusal(): ChangeRefusal | undefined {
    if (!workspace.isTrusted) return 'untrusted';
    return readAllowChanges() ? undefined : 'setting';
  }

  get grant(): Grant {
    return this.refusal === undefined ? 'manage' : 'inspect';
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #update(): void {
    if (this.grant === this.#grant) return;
    this.#grant = this.grant;
    this.#changed.fire(undefined);
  }
}
