import type { LimitValue } from '../../shared/model/cgroup.ts';
import { type Ladder, LADDER_LEVELS, type LadderLevel } from '../../shared/model/ladder.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import { type LadderSource, type LevelFigure, type LevelSource, NO_FILE } from './ladder-source.ts';
import type { Hierarchy } from './hierarchies.ts';
import type { LastLevels } from './last-levels.ts';
import type { Level } from './level.ts';
import { limitAt } from './level-limit.ts';
import type { Look } from './look.ts';

/** What is known of the levels of one ladder before a container's are read. */
export interface LevelsRead {
  /** Levels that several containers stand below, by their paths: of one pass. */
  readonly shared: Map<string, LadderLevel>;
  readonly last: LastLevels;
}

/** Reads every level of one ladder, with what is used and counted there. */
export function readLadder(
  source: LadderSource,
  cgroups: ContainerCgroups,
  look: Look,
  { shared, last }: LevelsRead,
): Reading<Ladder> {
  const target = cgroups.target(source.controllers);
  if ('unread' in target.place) return target.place;
  const { hierarchy } = target.place.value;
  const { version } = hierarchy;
  const files = source.versions[version];
  if (files === undefined) return unread('unsupported');
  const limits = target.levels.map((level) => knownLevel(shared, level)?.limit ?? limitAt(level, files, look));
  // The root alone may be without the file.
  if (limits.length > 1 && limits.every((limit) => limit === NO_FILE)) return unread('off');
  const { level: bound } = source.bind(limits);
  const told = toldLevels(limits.length, bound);
  const reader = new LevelReader(source, files, cgroups, look);
  const levels = told.map((index) => {
    const level = target.levels[index];
    if (level === undefined) throw new Error('a ladder tells levels that it has');
    const known = knownLevel(shared, level) ?? last.settle(level, reader.read(level, index, limits[index] ?? NO_FILE));
    if (!level.own && reader.complete) shared.set(level.place.below, known);
    return known;
  });
  return {
    value: {
      ...{ kind: source.kind, version, folder: hierarchy.folder, levels, own: target.own },
      ...(reader.counterHierarchy === undefined || reader.counterHierarchy === hierarchy
        ? {}
        : { useFolder: reader.counterHierarchy.folder }),
      ...(told.length < limits.length ? { omitted: limits.length - told.length } : {}),
      ...(bound === undefined ? {} : { binding: told.indexOf(bound) }),
    },
  };
}

/** A container's own level is told otherwise than to a container that stands below it. */
function knownLevel(shared: LevelsRead['shared'], level: Level): LadderLevel | undefined {
  return level.own ? undefined : shared.get(level.place.below);
}

/** Indexes of the levels that are told: of more than `LADDER_LEVELS` both ends, and the one that binds. */
export function toldLevels(count: number, bound: number | undefined): readonly number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (count <= LADDER_LEVELS) return all;
  const inner = all.slice(count - LADDER_LEVELS / 2);
  const outer = all.slice(0, LADDER_LEVELS / 2);
  if (bound !== undefined && !inner.includes(bound) && !outer.includes(bound)) outer.splice(-1, 1, bound);
  return [...outer, ...inner];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads levels of one ladder of one container. */
class LevelReader {
  readonly #files: LevelSource;
  readonly #look: Look;
  /** The same levels where the counter is; none where the container stands in another path there. */
  readonly #counterLevels: readonly Level[];
  readonly #counter: LevelFigure | undefined;
  /** Where the counter stands, if it is told. */
  readonly counterHierarchy: Hierarchy | undefined;

  constructor(source: LadderSource, files: LevelSource, cgroups: ContainerCgroups, look: Look) {
    this.#files = files;
    this.#look = look;
    const limits = cgroups.target(source.controllers);
    const counter = source.counter?.target(cgroups);
    const place = counter?.place;
    if (counter !== undefined && place !== undefined && 'value' in place) {
      const same = limits.level?.place.below === place.value.below;
      this.#counterLevels = same ? counter.levels : [];
      this.#counter = source.counter?.versions[place.value.hierarchy.version];
      this.counterHierarchy = same ? place.value.hierarchy : undefined;
    } else {
      this.#counterLevels = [];
    }
  }

  /** Whether nothing is missing that another container would see of the same levels. */
  get complete(): boolean {
    return this.#counter === undefined || this.#counterLevels.length > 0;
  }

  read(level: Level, index: number, limit: Reading<LimitValue>): LadderLevel {
    const folder = this.#look.folder(level);
    const readable = typeof folder !== 'number';
    const counts = readable ? (this.#files.counts?.(folder, level.own) ?? {}) : {};
    const told: Writable<LadderLevel> = { path: level.path, own: level.own, limit, counts };
    if (limit !== NO_FILE) told.limitFile = this.#files.limitFile(firstPart(limit));
    const { use } = this.#files;
    if (use !== undefined && readable) this.#add(told, 'use', use, level);
    const counterLevel = this.#counterLevels[index];
    if (this.#counter !== undefined && counterLevel !== undefined) {
      this.#add(told, 'counter', this.#counter, counterLevel);
    }
    return told;
  }

  #add(told: Writable<LadderLevel>, key: 'use' | 'counter', figure: LevelFigure, level: Level): void {
    const folder = this.#look.folder(level);
    if (typeof folder === 'number') return;
    const reading = figure.read(folder);
    // The root has no such files.
    if (level.isRoot && 'unread' in reading && reading.unread.reason === 'off') return;
    told[key] = reading;
    told.useFile = figure.file;
  }
}

/** What a level sets of a limit of several parts: its first device tells. */
function firstPart(limit: Reading<LimitValue>): string | undefined {
  if (!('value' in limit) || limit.value.kind !== 'devices') return undefined;
  return Object.keys(limit.value.devices[0] ?? {}).find((key) => key !== 'device');
}
