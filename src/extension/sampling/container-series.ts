import { HelperError } from '../../shared/errors.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { LimitsSample } from '../../shared/model/sample.ts';
import type { Moment, Point } from '../../shared/protocol/limits-page.ts';
import { LimitsHistory } from '../../shared/series/limits-history.ts';
import type { Disposable } from '../dispose.ts';
import { Emitter } from '../event.ts';
import type { SampleClock, SampleTarget } from './sample-clock.ts';

/** A sample that is older than this does not tell when the container ended, in milliseconds. */
const RECENT = 5000;

/** The samples of one container, for all pages that show it. */
export class ContainerSeries implements Disposable, SampleTarget {
  readonly #containerId: string;
  readonly #clock: SampleClock;
  readonly #history = new LimitsHistory();
  readonly #changed = new Emitter<readonly Point[]>();
  #watchers = 0;
  #sampling: Disposable | undefined;
  #failure: unknown;
  #init: string | undefined;
  /** When the last sample came, in milliseconds since the epoch. */
  #sampledAt: number | undefined;

  /** What came of the last request: points that were added, or none where it failed. */
  readonly onDidChange = this.#changed.event;

  constructor(containerId: string, clock: SampleClock) {
    this.#containerId = containerId;
    this.#clock = clock;
  }

  get points(): readonly Point[] {
    return this.#history.points;
  }

  get moment(): Moment | undefined {
    return this.#history.moment;
  }

  /** Why the last request gave no sample, where it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether the helper said that the container ended. */
  get isGone(): boolean {
    return this.#failure instanceof HelperError && this.#failure.data.code === 'GONE';
  }

  /** Whether a sample came just now, so that what ended, ended now. */
  get isRecent(): boolean {
    return this.#sampledAt !== undefined && Date.now() - this.#sampledAt <= RECENT;
  }

  /** Takes samples until the returned value is disposed. */
  watch(): Disposable {
    let isWatching = true;
    if (this.#watchers++ === 0) this.#sampling = this.#clock.sample(this.#containerId, this);
    return {
      dispose: () => {
        if (!isWatching) return;
        isWatching = false;
        if (--this.#watchers === 0) this.#stop();
      },
    };
  }

  /** The container's first process. Another one than before means that it was started again, with counters from 0. */
  setInit({ pid, startTime }: ProcessId): void {
    const init = `${pid} ${startTime}`;
    if (this.#init === init) return;
    if (this.#init !== undefined) this.#history.restartCounters();
    this.#init = init;
    this.#failure = undefined;
  }

  /** The helper is another one. */
  restartClock(): void {
    this.#history.restartClock();
    this.#failure = undefined;
  }

  sampled(sample: LimitsSample): void {
    this.#sampledAt = Date.now();
    this.#failure = undefined;
    this.#changed.fire(this.#history.push(sample, this.#sampledAt));
  }

  failed(error: unknown): void {
    this.#failure = error;
    this.#changed.fire([]);
  }

  dispose(): void {
    this.#stop();
    this.#changed.dispose();
  }

  #stop(): void {
    this.#sampling?.dispose();
    this.#sampling = undefined;
    this.#failure = undefined;
  }
}
