import { DisposableStore, type Disposable } from '../dispose.ts';
import type { HelperApi } from '../helper-client/api.ts';
import type { Log } from '../log.ts';
import { ContainerSeries } from './container-series.ts';
import { SampleClock } from './sample-clock.ts';

/** A share in a container's series; the last one that is given back frees it. */
export interface SeriesLease extends Disposable {
  readonly series: ContainerSeries;
}

/** One series for each container that some page shows. */
export class SeriesStore implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #clock: SampleClock;
  readonly #entries = new Map<string, { readonly series: ContainerSeries; leases: number }>();

  constructor(helper: HelperApi, log: Log) {
    // Before the clock hears of the new helper and asks it.
    this.#disposables.add(helper.onDidChangeState(({ kind }) => this.#onHelperState(kind)));
    this.#clock = this.#disposables.add(new SampleClock(helper, log));
  }

  lease(containerId: string): SeriesLease {
    const entry = this.#entries.get(containerId) ?? {
      series: new ContainerSeries(containerId, this.#clock),
      leases: 0,
    };
    this.#entries.set(containerId, entry);
    entry.leases++;
    let isHeld = true;
    return {
      series: entry.series,
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        if (--entry.leases > 0) return;
        this.#entries.delete(containerId);
        entry.series.dispose();
      },
    };
  }

  dispose(): void {
    for (const { series } of this.#entries.values()) series.dispose();
    this.#entries.clear();
    this.#disposables.dispose();
  }

  #onHelperState(kind: HelperApi['state']['kind']): void {
    if (kind !== 'running') return;
    for (const { series } of this.#entries.values()) series.restartClock();
  }
}
