import type {
  FromLimitsPage,
  Moment,
  PageChange,
  PageStatus,
  PageSubject,
  Point,
  ToLimitsPage,
} from '../../shared/protocol/limits-page.ts';
import type { Container } from '../../shared/model/container.ts';
import { patchOf } from '../../shared/protocol/patch.ts';
import type { ChangeRefusal } from '../changes-allowed.ts';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { Event } from '../event.ts';
import type { HelperApi } from '../helper-client/api.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { isSameData } from '../inventory/equal.ts';
import { errorLine, type Log } from '../log.ts';
import type { SeriesLease, SeriesStore } from '../sampling/series-store.ts';
import { WhileWanted } from '../while-wanted.ts';
import { knobText, type KnobCopy } from './knob-text.ts';
import { KnobsPoll } from './knobs-poll.ts';
import { readMessage } from './messages.ts';
import { pageStatus } from './status.ts';
import { pageSubject } from './subject.ts';

type PageAction = Extract<FromLimitsPage, { kind: 'action' }>['action'];

/** What pages work with. */
export interface PageContext {
  readonly helper: HelperApi & { start(): void };
  readonly inventory: Inventory;
  readonly store: SeriesStore;
  readonly log: Log;
  /** Texts must be the product's own. */
  readonly ui: { copy(text: string): Promise<void>; tell(text: string): void; warn(text: string): void };
  readonly act: (action: PageAction) => void;
  readonly changes: { readonly refusal: ChangeRefusal | undefined; readonly onDidChange: Event<unknown> };
  /** Begins what the row of the container in the view would begin too. */
  readonly change: (what: PageChange, container: Container) => void;
}

/** The screen of one page. */
export interface PageScreen {
  readonly visible: boolean;
  post(message: ToLimitsPage): void;
  /** What the container is called. */
  name(name: string): void;
}

/** What one page of "Inspect limits" is told, and what it asks for. It costs something only while it is visible. */
export class LimitsPage implements Disposable {
  readonly containerId: string;
  readonly #context: PageContext;
  readonly #screen: PageScreen;
  readonly #disposables = new DisposableStore();
  readonly #lease: SeriesLease;
  readonly #knobs: KnobsPoll;
  /**
   * Whether the script of the page was told everything, so that from now on what is new is enough. VS Code ends the
   * script when the page is hidden.
   */
  #isTold = false;
  /** The moment that the script holds. */
  #toldMoment: Moment | undefined;
  readonly #watching: WhileWanted;
  readonly #sampling: WhileWanted;
  #ended: { readonly at?: number } | undefined;
  #subject: PageSubject | undefined;
  #status: PageStatus = { kind: 'loading' };

  constructor(context: PageContext, screen: PageScreen, containerId: string) {
    this.containerId = containerId;
    this.#context = context;
    this.#screen = screen;
    const { helper, inventory, store, log, changes } = context;
    this.#lease = this.#disposables.add(store.lease(containerId));
    const onKnobs = () => this.#postKnobs();
    this.#knobs = this.#disposables.add(new KnobsPoll({ helper, log, containerId, onChange: onKnobs }));
    this.#watching = this.#disposables.add(new WhileWanted(() => inventory.watch()));
    this.#sampling = this.#disposables.add(new WhileWanted(() => this.#lease.series.watch()));
    this.#disposables.add(this.#lease.series.onDidChange((points) => this.#onPoints(points)));
    this.#disposables.add(inventory.onDidChange(() => this.#update()));
    this.#disposables.add(inventory.onDidChangeStatus(() => this.#update()));
    this.#disposables.add(helper.onDidChangeState(() => this.#update()));
    this.#disposables.add(changes.onDidChange(() => this.#postRefusal()));
    this.onDidChangeVisibility();
  }

  /** A message of the page, whatever it is. */
  receive(value: unknown): void {
    const message = readMessage(value);
    switch (message?.kind) {
      case undefined:
        this.#context.log.warn('limits page: dropped a message that is none of its own');
        return;
      case 'ready':
        this.#begin();
        return;
      case 'copy':
        void this.#copy(message.what, message.knob);
        return;
      case 'action':
        this.#context.act(message.action);
        return;
      case 'change':
        this.#change(message.what);
    }
  }

  /** The screen is visible now, or is not any more. */
  onDidChangeVisibility(): void {
    const { visible } = this.#screen;
    if (visible) {
      this.#context.helper.start();
    } else {
      this.#isTold = false;
    }
    this.#watching.set(visible);
    this.#update();
  }

  dispose(): void {
    this.#isTold = false;
    this.#disposables.dispose();
  }

  #begin(): void {
    this.#update();
    const { points, moment } = this.#lease.series;
    this.#isTold = true;
    this.#toldMoment = moment;
    this.#screen.post({
      kind: 'begin',
      containerId: this.containerId,
      subject: this.#subject,
      status: this.#status,
      refusal: this.#context.changes.refusal,
      points,
      moment,
      knobs: this.#knobs.knobs,
    });
  }

  /** Brings everything in line with what is known now: what is asked for, and what the page was told. */
  #update(): void {
    const { helper, inventory } = this.#context;
    const { series } = this.#lease;
    const container = inventory.containers.get(this.containerId);
    if (container !== undefined) series.setInit(container.init);
    if (series.isGone || (container === undefined && inventory.isCurrent)) {
      this.#ended ??= series.isRecent ? { at: Date.now() } : {};
    } else if (container !== undefined) {
      this.#ended = undefined;
    }
    // Also before the page's script runs: it then begins with figures.
    const isWanted = this.#screen.visible && container !== undefined;
    this.#sampling.set(isWanted);
    this.#knobs.setLive(isWanted && helper.state.kind === 'running');
    if (container !== undefined) this.#setSubject(pageSubject(container));
    this.#setStatus(
      pageStatus({
        helper: helper.state,
        isListed: container !== undefined,
        hasInventoryFailed: inventory.hasFailed,
        ended: this.#ended,
        hasMoment: series.moment !== undefined,
        failure: series.failure,
      }),
    );
  }

  #onPoints(points: readonly Point[]): void {
    const { moment } = this.#lease.series;
    if (moment !== undefined && this.#isListening) for (const point of points) this.#postMoment(point, moment);
    this.#update();
  }

  #postMoment(point: Point, moment: Moment): void {
    const before = this.#toldMoment;
    this.#toldMoment = moment;
    this.#post(
      before === undefined
        ? { kind: 'moment', point, moment }
        : { kind: 'change', point, change: patchOf(before, moment) ?? {} },
    );
  }

  #postKnobs(): void {
    const { knobs } = this.#knobs;
    if (knobs !== undefined) this.#post({ kind: 'knobs', knobs });
  }

  #postRefusal(): void {
    this.#post({ kind: 'refusal', refusal: this.#context.changes.refusal });
  }

  /** Whether it is allowed is decided by what is begun, as everywhere. */
  #change(what: PageChange): void {
    const { inventory, ui, change } = this.#context;
    const container = inventory.containers.get(this.containerId);
    if (container === undefined || this.#ended !== undefined) ui.warn('Nothing was done: the container ended.');
    else change(what, container);
  }

  #setSubject(subject: PageSubject): void {
    if (isSameData(this.#subject, subject)) return;
    if (this.#subject?.name !== subject.name) this.#screen.name(subject.name);
    this.#subject = subject;
    this.#post({ kind: 'subject', subject });
  }

  #setStatus(status: PageStatus): void {
    if (isSameData(this.#status, status)) return;
    this.#status = status;
    this.#post({ kind: 'status', status });
  }

  #post(message: ToLimitsPage): void {
    if (this.#isListening) this.#screen.post(message);
  }

  get #isListening(): boolean {
    return this.#isTold && this.#screen.visible;
  }

  async #copy(what: KnobCopy, key: string): Promise<void> {
    const { ui, log } = this.#context;
    const knob = this.#knobs.knob(key);
    const text = knob === undefined ? undefined : knobText(what, knob);
    if (text === undefined) {
      ui.warn(
        knob === undefined
          ? 'Nothing was copied: the container has no such control file any more.'
          : 'Nothing was copied: this control file could not be read. Copy its path or its command.',
      );
      return;
    }
    try {
      await ui.copy(text);
      ui.tell('Copied');
    } catch (error) {
      log.error(`limits page: ${errorLine(error)}`);
      ui.warn('Nothing was copied: the clipboard could not be written to. Try again.');
    }
  }
}
