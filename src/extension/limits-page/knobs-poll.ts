import type { Knob } from '../../shared/model/knob.ts';
import type { KnobsResult } from '../../shared/protocol/helper.ts';
import type { Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';
import { isSameData } from '../inventory/equal.ts';
import { errorLine, type Log } from '../log.ts';

/** From an answer to the next question, in milliseconds. */
const PERIOD = 5000;

export interface KnobsPollOptions {
  readonly helper: HelperApi;
  readonly log: Log;
  readonly containerId: string;
  /** Called with every answer that differs from the one before. */
  readonly onChange: (knobs: KnobsResult) => void;
}

/** The control files of one container, read again and again while somebody looks. */
export class KnobsPoll implements Disposable {
  readonly #options: KnobsPollOptions;
  #knobs: KnobsResult | undefined;
  #byKey: ReadonlyMap<string, Knob> = new Map();
  /** The question under way or the wait for the next one; a new object each time somebody begins to look. */
  #watch: { timer?: NodeJS.Timeout } | undefined;

  constructor(options: KnobsPollOptions) {
    this.#options = options;
  }

  /** The last answer. */
  get knobs(): KnobsResult | undefined {
    return this.#knobs;
  }

  /** The control file with this key in the last answer. */
  knob(key: string): Knob | undefined {
    return this.#byKey.get(key);
  }

  setLive(live: boolean): void {
    if (live === (this.#watch !== undefined)) return;
    clearTimeout(this.#watch?.timer);
    this.#watch = live ? {} : undefined;
    if (this.#watch !== undefined) void this.#ask(this.#watch);
  }

  dispose(): void {
    this.setLive(false);
  }

  async #ask(watch: { timer?: NodeJS.Timeout }): Promise<void> {
    const { helper, log, containerId } = this.#options;
    try {
      const knobs = await helper.request('container/knobs', { containerId });
      if (this.#watch === watch) this.#take(knobs);
    } catch (error) {
      // The samples fail too then, and the page says so.
      log.debug(`container/knobs: ${errorLine(error)}`);
    }
    if (this.#watch === watch) watch.timer = setTimeout(() => void this.#ask(watch), PERIOD);
  }

  #take(knobs: KnobsResult): void {
    if (isSameData(this.#knobs, knobs)) return;
    this.#knobs = knobs;
    this.#byKey = new Map(knobs.knobs.map((knob) => [knob.key, knob]));
    this.#options.onChange(knobs);
  }
}
