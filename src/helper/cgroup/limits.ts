import { setTimeout as sleep } from 'node:timers/promises';
import type { EffectiveLimit } from '../../shared/model/cgroup.ts';
import { unread } from '../../shared/model/reading.ts';
import { CounterRate } from '../../shared/series/counter-rate.ts';
import type { CgroupFiles } from './cgroup-files.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import { cpu } from './cpu.ts';
import { cpuTime } from './cpu-time.ts';
import { cpuset } from './cpuset.ts';
import { effectiveLimit, type LevelMemo, ownUse } from './effective-limit.ts';
import { anyFreezerState, type FreezerState, freezerTargets } from './freezer.ts';
import { io } from './io.ts';
import { ioBytes } from './io-stat.ts';
import type { LadderCounter } from './ladder-source.ts';
import { type Look, looking } from './look.ts';
import { memory } from './memory.ts';
import { pids } from './pids.ts';

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
    return looking(this.#files, (look) =>
      effectiveLimit('memory', memory, cgroups.target(memory.controllers), look, memo),
    );
  }

  freezer(cgroups: ContainerCgroups): FreezerState {
    return looking(this.#files, (look) => anyFreezerState(freezerTargets(cgroups), look));
  }

  /** All five, in the order of `LIMIT_RESOURCES`. The first call for a container takes a tenth of a second longer. */
  async all(containerId: string, cgroups: ContainerCgroups): Promise<readonly EffectiveLimit[]> {
    let rates = this.#rates.get(containerId);
    if (rates?.cpu.isStale(performance.now()) !== false) {
      const fresh = (rates = { cpu: new CounterRate(), io: new CounterRate() });
      this.#rates.set(containerId, rates);
      looking(this.#files, (look) => {
        rateOf(cpuTime, cgroups, look, fresh.cpu);
        rateOf(ioBytes, cgroups, look, fresh.io);
      });
      await sleep(FIRST_RATE_MS);
    }
    const { cpu: cpuRate, io: ioRate } = rates;
    return looking(this.#files, (look) => {
      const of = (resource: EffectiveLimit['resource'], source: typeof memory) =>
        effectiveLimit(resource, source, cgroups.target(source.controllers), look, new Map());
      return [
        of('memory', memory),
        { ...of('cpu', cpu), ...rateOf(cpuTime, cgroups, look, cpuRate) },
        of('pids', pids),
        of('cpuset', cpuset),
        { ...of('io', io), ...rateOf(ioBytes, cgroups, look, ioRate) },
      ];
    });
  }

  /** Forgets the counters of containers that ended. */
  keepOnly(containerIds: { has(id: string): boolean }): void {
    for (const id of this.#rates.keys()) if (!containerIds.has(id)) this.#rates.delete(id);
  }
}

/** A use that is the rate of a counter. */
function rateOf(
  counter: LadderCounter,
  cgroups: ContainerCgroups,
  look: Look,
  rate: CounterRate,
): Pick<EffectiveLimit, 'use' | 'useFile'> {
  const target = counter.target(cgroups);
  if ('unread' in target.place) return {};
  const { use, ...rest } = ownUse(target, counter.versions[target.place.value.hierarchy.version], look);
  if (use === undefined || 'unread' in use) return { ...rest, ...(use === undefined ? {} : { use }) };
  const perSecond = rate.push(use.value, performance.now());
  return { ...rest, use: perSecond === undefined ? unread('pending') : { value: perSecond } };
}
