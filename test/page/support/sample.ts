import type { HostilePath, LimitValue } from '../../../src/shared/model/cgroup.ts';
import type { Ladder, LadderKind, LadderLevel } from '../../../src/shared/model/ladder.ts';
import { read, type Reading, unread } from '../../../src/shared/model/reading.ts';
import type { LimitsSample, Pressure } from '../../../src/shared/model/sample.ts';
import { ownText } from '../../../src/shared/text/display.ts';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

export const ID = '2d85fee5a7c14b1f9f3b06b9f5a4c7d21e0b7a9c3f';

export const path = (text: string): HostilePath => ({ text: ownText(text) });
export const amount = (value: number): LimitValue => ({ kind: 'amount', amount: value });
export const max: LimitValue = { kind: 'max' };

/** The cgroups from the root to a container of Docker. */
const PATHS = ['/', '/system.slice', '/system.slice/docker.slice', `/system.slice/docker.slice/docker-${ID}.scope`];

export interface LevelFigures {
  readonly limit: LimitValue;
  readonly use?: number;
  readonly counter?: number;
}

/** A ladder with one level for each of `PATHS`, or of other paths. */
export function ladder(
  kind: LadderKind,
  figures: readonly LevelFigures[],
  more: Partial<Ladder> = {},
  paths: readonly string[] = PATHS,
): Reading<Ladder> {
  const levels = figures.map(({ limit, use, counter }, index): LadderLevel => {
    const text = paths[index] ?? '/';
    return {
      path: path(text),
      own: index === figures.length - 1,
      limit: read(limit),
      ...(index > 0 && { limitFile: `${kind}.max` }),
      ...(use !== undefined && { use: read(use), useFile: `${kind}.current` }),
      ...(counter !== undefined && { counter: read(counter) }),
      counts: {},
    };
  });
  return read({ kind, version: 2, folder: path('/sys/fs/cgroup'), levels, own: true, ...more });
}

const pressure = (some: number): Reading<Pressure> => {
  const line = (share: number) => ({ avg10: share, avg60: share, avg300: share, total: share });
  return read({ kind: 'on', some: line(some), full: line(some / 3) });
};

/** A container that has every figure, of which memory and the CPU are tight. */
export function fullSample(): LimitsSample {
  return {
    at: 600_000,
    onlineCpus: 8,
    cpu: read({ usage: 812, user: 700, system: 112 }),
    memory: read({
      ...{ current: 52.3 * MIB, workingSet: 41.8 * MIB, anon: 30 * MIB, file: 12 * MIB, shmem: 4 * MIB },
      ...{ kernel: 6.3 * MIB, swap: 2 * MIB, peak: 64 * MIB, oomKills: 2, oomGroupKills: 0 },
    }),
    io: read({
      devices: [
        { device: '8:0', name: ownText('sda'), readBytes: 9e8, writeBytes: 3e8, readOperations: 1, writeOperations: 2 },
        {
          device: '259:0',
          name: ownText('nvme0n1'),
          readBytes: 1e8,
          writeBytes: 2e8,
          readOperations: 1,
          writeOperations: 2,
        },
      ],
    }),
    pids: read({ current: 11, peak: 50 }),
    pressure: { cpu: pressure(12), memory: pressure(3), io: pressure(0) },
    ladders: {
      memory: ladder(
        'memory',
        [
          { limit: max },
          { limit: max, use: 3.1 * GIB },
          { limit: amount(2 * GIB), use: 410 * MIB },
          { limit: amount(64 * MIB), use: 52.3 * MIB },
        ],
        { binding: 3 },
      ),
      'memory-high': ladder(
        'memory-high',
        [{ limit: max }, { limit: max }, { limit: max }, { limit: amount(48 * MIB) }],
        { binding: 3 },
      ),
      swap: unread('off'),
      cpu: ladder(
        'cpu',
        [
          { limit: max, counter: 1 },
          { limit: max, counter: 1 },
          { limit: amount(0.5), counter: 1 },
          { limit: amount(4), counter: 1 },
        ],
        { binding: 2 },
      ),
      cpuset: ladder(
        'cpuset',
        [
          { limit: { kind: 'cpus', list: '0-7', count: 8 } },
          { limit: { kind: 'cpus', list: '0-7', count: 8 } },
          { limit: { kind: 'cpus', list: '0-7', count: 8 } },
          { limit: { kind: 'cpus', list: '0-1', count: 2 } },
        ],
        { binding: 3 },
      ),
      io: ladder(
        'io',
        [
          { limit: max, counter: 1 },
          { limit: max, counter: 1 },
          { limit: max, counter: 1 },
          {
            limit: { kind: 'devices', devices: [{ device: '8:0', readBytes: 10 * MIB, writeOperations: 100 }] },
            counter: 1,
          },
        ],
        { binding: 3 },
      ),
      pids: ladder(
        'pids',
        [
          { limit: max, use: 812 },
          { limit: max, use: 310 },
          { limit: max, use: 60 },
          { limit: amount(50), use: 11 },
        ],
        { binding: 3 },
      ),
    },
  };
}
