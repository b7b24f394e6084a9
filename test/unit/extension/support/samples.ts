import type { Ladder, LadderKind, LadderLevel, LevelCounts } from '../../../../src/shared/model/ladder.ts';
import { read, unread, type Reading } from '../../../../src/shared/model/reading.ts';
import type { LimitsSample, MemoryFigures, PressureLine } from '../../../../src/shared/model/sample.ts';
import { MIB, text } from './facts.ts';

const OFF = unread('off');

/** A sample of a kernel that tells nothing, but for what is given. */
export function aSample(at: number, change: Partial<Omit<LimitsSample, 'ladders'>> & Ladders = {}): LimitsSample {
  const { ladders, ...rest } = change;
  return {
    at,
    onlineCpus: 4,
    cpu: OFF,
    memory: OFF,
    io: OFF,
    pids: OFF,
    pressure: { cpu: OFF, memory: OFF, io: OFF },
    ladders: { memory: OFF, 'memory-high': OFF, swap: OFF, cpu: OFF, cpuset: OFF, io: OFF, pids: OFF, ...ladders },
    ...rest,
  };
}

interface Ladders {
  readonly ladders?: Partial<Record<LadderKind, Reading<Ladder>>>;
}

export function someMemory(change: Partial<MemoryFigures> = {}): Reading<MemoryFigures> {
  return read({
    current: 12 * MIB,
    workingSet: 10 * MIB,
    anon: 8 * MIB,
    file: 3 * MIB,
    shmem: MIB,
    ...change,
  });
}

export function aLine(total: number): PressureLine {
  return { avg10: 0, avg60: 0, avg300: 0, total };
}

/** A level for each path, from the root inwards; the last one is the container's own, and binds. */
export function aLadder(
  kind: LadderKind,
  version: 1 | 2,
  counts: Readonly<Record<string, LevelCounts>>,
  change: Partial<Ladder> = {},
): Reading<Ladder> {
  const paths = Object.keys(counts);
  const levels = paths.map((path, index): LadderLevel => ({
    path: { text: text(path) },
    own: index === paths.length - 1,
    limit: read(index === paths.length - 1 ? { kind: 'amount', amount: 64 * MIB } : { kind: 'max' }),
    ...(path === '/' ? {} : { limitFile: 'limit' }),
    counts: counts[path] ?? {},
  }));
  return read({
    kind,
    version,
    folder: { text: text('/sys/fs/cgroup') },
    levels,
    binding: levels.length - 1,
    own: true,
    ...change,
  });
}
