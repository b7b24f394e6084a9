import type { Ladder, LadderKind, LadderLevel, LevelCounts } from '../model/ladder.ts';
import { valueOf } from '../model/reading.ts';
import type { LimitsSample } from '../model/sample.ts';
import type { Cause, HappeningKind } from '../protocol/limits-page.ts';
import { levelKey } from './level-key.ts';

/** One level that may have done it, with a number that rises when it does. */
export interface LevelTally {
  readonly key: string;
  readonly cause: Cause;
  readonly count: number;
}

/** How often something happened since the cgroup was made, as one sample tells it. */
export interface Tally {
  readonly kind: HappeningKind;
  /** Absent where it is the levels that count it: then it is their sum. */
  readonly total?: number;
  /** The level that binds first, then from the container outwards. */
  readonly levels: readonly LevelTally[];
  /** How sure it is that a level whose number rises did it. */
  readonly certainty: 'told' | 'likely';
  /** Whether no level did it where no number rises. */
  readonly isComplete: boolean;
}

/** Everything that the kernel counts in this sample. What is not readable, or not counted by this kernel, is absent. */
export function talliesOf(sample: LimitsSample): Tally[] {
  const { oomKills, oomGroupKills } = valueOf(sample.memory) ?? {};
  const tallies = [
    oomKills === undefined ? undefined : killTally('oom-kill', oomKills, sample),
    oomGroupKills === undefined ? undefined : killTally('oom-group-kill', oomGroupKills, sample),
    levelTally('memory-max', sample, 'memory', 'max'),
    levelTally('memory-high', sample, 'memory-high', 'high'),
    levelTally('swap-max', sample, 'swap', 'max'),
    levelTally('cpu-throttled', sample, 'cpu', 'throttled'),
    levelTally('pids-refused', sample, 'pids', 'max') ?? refusedTally(sample),
  ];
  return tallies.filter((tally) => tally !== undefined);
}

/** Kills are counted where the victim was. Which limit asked for them: version 2 counts that too, version 1 does not. */
function killTally(kind: HappeningKind, total: number, { ladders }: LimitsSample): Tally {
  const ladder = valueOf(ladders.memory);
  if (ladder?.version !== 2) {
    // A limit that kills was met before that: of memory, or of memory and swap together, which is charged first.
    const met = [...levelsOf(ladder, 'max'), ...levelsOf(valueOf(ladders.swap), 'max')];
    return { kind, total, levels: summedByLevel(met), certainty: 'likely', isComplete: false };
  }
  // The root has no limit, hence no such file.
  const isComplete =
    ladder.omitted === undefined &&
    ladder.levels.every(({ limitFile, counts }) => limitFile === undefined || counts.oom !== undefined);
  return { kind, total, levels: levelsOf(ladder, 'oom'), certainty: 'told', isComplete };
}

function levelTally(
  kind: HappeningKind,
  { ladders }: LimitsSample,
  ladder: LadderKind,
  count: keyof LevelCounts,
): Tally | undefined {
  const levels = levelsOf(valueOf(ladders[ladder]), count);
  return levels.length === 0 ? undefined : { kind, levels, certainty: 'told', isComplete: true };
}

/** Kernels that count refused forks only where the task was: the limit that binds is the likely one. */
function refusedTally({ ladders }: LimitsSample): Tally | undefined {
  const ladder = valueOf(ladders.pids);
  const total = ladder?.levels.at(-1)?.counts.refused;
  if (ladder === undefined || total === undefined) return undefined;
  const binding = ladder.binding === undefined ? undefined : ladder.levels[ladder.binding];
  const levels = binding === undefined ? [] : [tallyOf(binding, total)];
  return { kind: 'pids-refused', total, levels, certainty: 'likely', isComplete: false };
}

function levelsOf(ladder: Ladder | undefined, name: keyof LevelCounts): LevelTally[] {
  if (ladder === undefined) return [];
  const binding = ladder.binding === undefined ? undefined : ladder.levels[ladder.binding];
  const ordered = ladder.levels.toReversed().sort((a, b) => Number(b === binding) - Number(a === binding));
  return ordered.flatMap((level) => {
    const count = level.counts[name];
    return count === undefined ? [] : [tallyOf(level, count)];
  });
}

function summedByLevel(tallies: readonly LevelTally[]): LevelTally[] {
  const levels = new Map<string, LevelTally>();
  for (const tally of tallies) {
    const before = levels.get(tally.key)?.count ?? 0;
    levels.set(tally.key, { ...tally, count: before + tally.count });
  }
  return [...levels.values()];
}

function tallyOf(level: LadderLevel, count: number): LevelTally {
  return { key: levelKey(level), cause: { path: level.path, own: level.own }, count };
}
