import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path/posix';
import type { EffectiveLimit } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { CounterRate } from '../../shared/series/counter-rate.ts';
import type { CgroupFiles, CgroupPlace } from './cgroup-files.ts';
import { folderOf } from './cgroup-files.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import { cpu, cpuTime, cpuTimeFile } from './cpu.ts';
import { cpuset } from './cpuset.ts';
import { FREEZER, isFrozen } from './freezer.ts';
import { hostilePath } from './hostile-path.ts';
import { io, ioBytes, ioBytesFile } from './io.ts';
import { memory } from './memory.ts';
import { pids } from './pids.ts';
import type { ResourceReader, ResourceTarget } from './resource.ts';
import type { LevelMemo } from './smallest.ts';

/** Two samples so far apart, in milliseconds, make the first rate of a container. */
const FIRST_RATE_MS = 100;

interface Rates {
  readonly cpu: CounterRate;
  readonly io: CounterRate;
}

/** The limits of containers and how much of them is used. Keeps the counters that rates are made of. */
export class LimitsReader {
  readonly #files: CgroupFiles;
  readonly #rates = new Map<string, Rates>();

  constructor(files: CgroupFiles) {
    this.#files = files;
  }

  /** The memory limit and use alone, for rows. `memo` may be shared by all containers of one pass. */
  memory(cgroups: ContainerCgroups, memo: LevelMemo): EffectiveLimit {
    return this.#effective(memory, cgroups, memo);
  }

  isFrozen(cgroups: ContainerCgroups): boolean {
    const target = cgroups.target([FREEZER]);
    const { place } = 'value' in target.place ? target : cgroups.unified();
    return 'value' in place && isFrozen(this.#files, place.value);
  }

  /** All five, in the order of `LIMIT_RESOURCES`. The first call for a container takes a tenth of a second longer. */
  async all(containerId: string, cgroups: ContainerCgroups): Promise<readonly EffectiveLimit[]> {
    let rates = this.#rates.get(containerId);
    if (rates?.cpu.isStale(performance.now()) !== false) {
      rates = { cpu: new CounterRate(), io: new CounterRate() };
      this.#rates.set(containerId, rates);
      this.#cpuUse(cgroups, rates);
      this.#ioUse(cgroups, rates);
      await sleep(FIRST_RATE_MS);
    }
    return [
      this.#effective(memory, cgroups, new Map()),
      { ...this.#effective(cpu, cgroups, new Map()), ...this.#cpuUse(cgroups, rates) },
      this.#effective(pids, cgroups, new Map()),
      this.#effective(cpuset, cgroups, new Map()),
      { ...this.#effective(io, cgroups, new Map()), ...this.#ioUse(cgroups, rates) },
    ];
  }

  /** Forgets the counters of containers that ended. */
  keepOnly(containerIds: { has(id: string): boolean }): void {
    for (const id of this.#rates.keys()) if (!containerIds.has(id)) this.#rates.delete(id);
  }

  #effective(reader: ResourceReader, cgroups: ContainerCgroups, memo: LevelMemo): EffectiveLimit {
    return reader.effective(this.#files, cgroups.target(reader.controllers), memo);
  }

  #cpuUse(cgroups: ContainerCgroups, rates: Rates) {
    const accounting = cgroups.target(['cpuacct']);
    const target = 'value' in accounting.place ? accounting : cgroups.unified();
    return use(target, cpuTimeFile, rates.cpu, (place) => cpuTime(this.#files, place));
  }

  #ioUse(cgroups: ContainerCgroups, rates: Rates) {
    return use(cgroups.target(io.controllers), ioBytesFile, rates.io, (place) => ioBytes(this.#files, place));
  }
}

function use(
  { place, own }: ResourceTarget,
  fileName: (place: CgroupPlace) => string,
  rate: CounterRate,
  readCounter: (place: CgroupPlace) => Reading<number>,
): Pick<EffectiveLimit, 'use' | 'useFile'> {
  if ('unread' in place || !own) return {};
  const counter = readCounter(place.value);
  const useFile = hostilePath(join(folderOf(place.value), fileName(place.value)));
  if ('unread' in counter) return { use: counter, useFile };
  const perSecond = rate.push(counter.value, performance.now());
  return { use: perSecond === undefined ? unread('pending') : { value: perSecond }, useFile };
}
