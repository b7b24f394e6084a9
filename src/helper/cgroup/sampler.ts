import { type Ladder, LADDER_KINDS, type LadderKind } from '../../shared/model/ladder.ts';
import {
  type LimitsSample,
  type Pressure,
  PRESSURE_RESOURCES,
  type PressureResource,
} from '../../shared/model/sample.ts';
import { type Reading, valueOf } from '../../shared/model/reading.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { CgroupFiles } from './cgroup-files.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import { cpuFigures, cpuTime } from './cpu-time.ts';
import { ioBytes, ioFigures } from './io-stat.ts';
import { type LevelsRead, readLadder } from './ladder.ts';
import { LADDERS } from './ladders.ts';
import { LastLevels } from './last-levels.ts';
import { type Look, looking } from './look.ts';
import type { Machine } from './machine.ts';
import { memoryFigures } from './memory-figures.ts';
import type { CgroupFolder } from './open-folder.ts';
import { pidsFigures } from './pids.ts';
import { off, pressureOf } from './pressure.ts';
import type { CgroupTarget } from './target.ts';

/**
 * Settings change when a person or a program changes them: they may be so many ms old. So may the figures of a container
 * in which nothing ran since the sample before: what changes them then is others, who take its memory, or the kernel,
 * which writes back what it wrote.
 */
const SETTING_AGE_MS = 3000;

/** Samples containers, in passes that read the levels that they share once. */
export class Sampler {
  readonly #files: CgroupFiles;
  readonly #machine: Machine;
  readonly #last = byKey(LADDER_KINDS, () => new LastLevels());
  /** CPU time that each container had used at its last sample, in seconds. */
  readonly #usages = new WeakMap<ContainerCgroups, number>();
  #shared = noneShared();

  constructor(files: CgroupFiles, machine: Machine) {
    this.#files = files;
    this.#machine = machine;
  }

  /** Begins a pass: what was read in the one before counts no more. */
  again(): void {
    this.#shared = noneShared();
  }

  /** What is gone or refused is told in its place: no reading spoils another. */
  sample(cgroups: ContainerCgroups): LimitsSample {
    const take = (look: Look): LimitsSample => {
      const at = performance.now();
      if (this.#rested(cgroups, look)) look.rest();
      return {
        at,
        onlineCpus: this.#machine.cpus.count(at),
        cpu: figures(cpuTime.target(cgroups), look, cpuFigures),
        memory: figures(cgroups.target(['memory']), look, memoryFigures),
        io: figures(ioBytes.target(cgroups), look, (folder, version) =>
          ioFigures(folder, version, (device) => this.#machine.devices.name(device, at)),
        ),
        pids: figures(cgroups.target(['pids']), look, pidsFigures),
        pressure: byKey(PRESSURE_RESOURCES, (resource) => this.#pressure(resource, cgroups, look)),
        ladders: byKey(LADDER_KINDS, (kind) => this.#ladder(kind, cgroups, look)),
      };
    };
    return looking(this.#files, take, SETTING_AGE_MS);
  }

  /** Whether no process of a container had a CPU since the last sample. */
  #rested(cgroups: ContainerCgroups, look: Look): boolean {
    const before = this.#usages.get(cgroups);
    const usage = valueOf(
      figures(cpuTime.target(cgroups), look, (folder, version) => cpuTime.versions[version].read(folder)),
    );
    if (usage === undefined) this.#usages.delete(cgroups);
    else this.#usages.set(cgroups, usage);
    return usage !== undefined && usage === before;
  }

  #ladder(kind: LadderKind, cgroups: ContainerCgroups, look: Look): Reading<Ladder> {
    return readLadder(LADDERS[kind], cgroups, look, { shared: this.#shared[kind], last: this.#last[kind] });
  }

  #pressure(resource: PressureResource, cgroups: ContainerCgroups, look: Look): Reading<Pressure> {
    const target = cgroups.unified();
    const { place } = target;
    if (cgroups.leftOutOfUnified) return off('no-unified');
    if ('unread' in place) return place.unread.reason === 'unsupported' ? off('no-unified') : place;
    return figures(target, look, (folder) => pressureOf(folder, resource, () => this.#machine.pressure.off()));
  }
}

function figures<T>(
  { place, level }: CgroupTarget,
  look: Look,
  read: (folder: CgroupFolder, version: 1 | 2) => Reading<T>,
): Reading<T> {
  if ('unread' in place) return place;
  const folder = level === undefined ? 0 : look.folder(level);
  return typeof folder === 'number' ? unreadFromErrno(folder) : read(folder, place.value.hierarchy.version);
}

function noneShared() {
  return byKey(LADDER_KINDS, (): LevelsRead['shared'] => new Map());
}

function byKey<K extends string, T>(keys: readonly K[], of: (key: K) => T): Readonly<Record<K, T>> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, T>;
}
