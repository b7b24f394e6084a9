import type { LimitValue } from '../../shared/model/cgroup.ts';
import type { LadderKind, LevelCounts } from '../../shared/model/ladder.ts';
import type { Reading } from '../../shared/model/reading.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import type { CgroupFolder } from './open-folder.ts';
import type { CgroupTarget } from './target.ts';

/** One kind of limit, declared by the file of its controller: what to read at a level, and which level binds. */
export interface LadderSource {
  readonly kind: LadderKind;
  /** The controller that sets the limit, by its names in version 1 and 2. */
  readonly controllers: readonly string[];
  /** By the version of the hierarchy; absent where that version has no such limit. */
  readonly versions: { readonly [version in 1 | 2]?: LevelSource };
  readonly bind: Bind;
  /** What is counted where the limit is not: of version 1 CPU time is a controller of its own. */
  readonly counter?: LadderCounter;
}

export interface LevelSource {
  /** The name of the file; a limit of several parts may have one for each. */
  limitFile(part?: string): string;
  /** The limit that one level sets; `NO_FILE` where it has no such file. */
  limit(folder: CgroupFolder): Reading<LimitValue>;
  readonly use?: LevelFigure;
  /** @param own whether it is the container's own cgroup */
  counts?(folder: CgroupFolder, own: boolean): LevelCounts;
}

/** A number and the file that it is read from. */
export interface LevelFigure {
  readonly file: string;
  read(folder: CgroupFolder): Reading<number>;
}

export interface LadderCounter {
  target(cgroups: ContainerCgroups): CgroupTarget;
  readonly versions: Readonly<Record<1 | 2, LevelFigure>>;
}

/** What a level without the limit's file gives: the root of a hierarchy, or a controller that is not enabled there. */
export const NO_FILE: Reading<LimitValue> = { value: { kind: 'max' } };

export const NO_LIMIT: LimitValue = { kind: 'max' };

/** The limit that counts. */
export interface Bound {
  readonly limit: Reading<LimitValue>;
  /** Index of the level that sets it; absent where nothing limits. */
  readonly level?: number;
  /** Index of the level whose file `limit` was read from; absent where no level has such a file. */
  readonly told?: number;
  /** Which part of the limit `level` sets, where it has several files. */
  readonly part?: string;
}

/** @param limits of each level, from the root to the container */
export type Bind = (limits: readonly Reading<LimitValue>[]) => Bound;
