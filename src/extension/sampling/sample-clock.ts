import { HelperError } from '../../shared/errors.ts';
import type { LimitsSample } from '../../shared/model/sample.ts';
import { HeldSet } from '../../shared/protocol/held-set.ts';
import { SAMPLE_CONTAINERS } from '../../shared/protocol/helper.ts';
import { DisposableStore, type Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';
import { HelperUnavailable } from '../helper-client/failure.ts';
import { errorLine, type Log } from '../log.ts';

/** From one tick to the next, in milliseconds. */
const PERIOD = 1000;
/** From the first sample of a container to the second, without which there is no rate. Milliseconds. */
const SECOND = 250;
/** From an answer to the next request at the least, in milliseconds: a slow helper must get to other work. */
const PAUSE = 100;

/** Who is told of the samples of one container. */
export interface SampleTarget {
  sampled(sample: LimitsSample): void;
  /** @param error `HelperError`: this container, or all of them, could not be sampled this time */
  failed(error: unknown): void;
}

/**
 * Asks the helper for samples: once a second, in one go for all containers that somebody looks at, and not at all where
 * nobody does. A request begins only when the one before was answered.
 */
export class SampleClock implements Disposable {
  readonly #helper: HelperApi;
  readonly #log: Log;
  readonly #disposables = new DisposableStore();
  readonly #targets = new Map<string, SampleTarget>();
  /** Containers that have had fewer than two samples since somebody began to look. */
  readonly #fresh = new Set<string>();
  /** For each request of one tick. */
  readonly #held: HeldSet[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  /** Counts the changes of the helper's state: a late answer of an earlier helper counts for nothing. */
  #era = 0;

  constructor(helper: HelperApi, log: Log) {
    this.#helper = helper;
    this.#log = log;
    this.#disposables.add(helper.onDidChangeState(({ kind }) => this.#onHelperState(kind)));
  }

  /**
   * Samples a container until the returned value is disposed, at once for the first time.
   *
   * @param containerId one that no other target is there for
   */
  sample(containerId: string, target: SampleTarget): Disposable {
    this.#targets.set(containerId, target);
    this.#fresh.add(containerId);
    this.#arm(0);
    return {
      dispose: () => {
        if (this.#targets.get(containerId) !== target) return;
        this.#targets.delete(containerId);
        this.#fresh.delete(containerId);
        if (this.#targets.size === 0) clearTimeout(this.#timer);
      },
    };
  }

  dispose(): void {
    this.#targets.clear();
    clearTimeout(this.#timer);
    this.#disposables.dispose();
  }

  #onHelperState(kind: HelperApi['state']['kind']): void {
    clearTimeout(this.#timer);
    this.#era++;
    this.#held.length = 0;
    if (kind !== 'running') return;
    for (const id of this.#targets.keys()) this.#fresh.add(id);
    this.#arm(0);
  }

  /** Sets the time of the next tick. While a request is under way, its answer does. */
  #arm(delay: number): void {
    clearTimeout(this.#timer);
    if (this.#isAsking || this.#targets.size === 0 || this.#helper.state.kind !== 'running') return;
    this.#timer = setTimeout(() => void this.#tick(), delay);
  }

  async #tick(): Promise<void> {
    const began = performance.now();
    const wanted = new Map(this.#targets);
    const first = new Set(this.#fresh);
    this.#fresh.clear();
    this.#isAsking = true;
    const ids = [...wanted.keys()];
    for (let at = 0; at < ids.length; at += SAMPLE_CONTAINERS) {
      const held = (this.#held[at / SAMPLE_CONTAINERS] ??= new HeldSet());
      await this.#ask(ids.slice(at, at + SAMPLE_CONTAINERS), held, wanted);
    }
    this.#isAsking = false;
    // Who began to look meanwhile has waited long enough.
    if (this.#fresh.size > 0) this.#arm(0);
    else if (first.size > 0) this.#arm(SECOND);
    else this.#arm(Math.max(PERIOD - (performance.now() - began), PAUSE));
  }

  async #ask(containerIds: readonly string[], held: HeldSet, wanted: ReadonlyMap<string, SampleTarget>): Promise<void> {
    const era = this.#era;
    const targetOf = (id: string) => (wanted.has(id) && era === this.#era ? this.#targets.get(id) : undefined);
    try {
      const result = await this.#helper.request('containers/sample', held.params(containerIds));
      for (const answer of held.take(result)) {
        const target = targetOf(answer.containerId);
        if ('sample' in answer) target?.sampled(answer.sample);
        else target?.failed(new HelperError(answer.error, answer.error.code));
      }
    } catch (error) {
      // Without a helper its state tells more than this failure.
      if (error instanceof HelperUnavailable) return;
      this.#log.debug(`containers/sample: ${errorLine(error)}`);
      for (const id of containerIds) targetOf(id)?.failed(error);
    }
  }
}
