import { describe, expect, it } from 'vitest';
import type { Ladder, LevelCounts } from '../../../../src/shared/model/ladder.ts';
import type { LimitsSample } from '../../../../src/shared/model/sample.ts';
import type { Happening } from '../../../../src/shared/protocol/limits-page.ts';
import { Happenings } from '../../../../src/shared/series/happenings.ts';
import { aLadder, aSample, someMemory } from '../../extension/support/samples.ts';

type Counts = Readonly<Record<string, LevelCounts>>;

/** What is told after each of these samples, a second apart. */
function follow(...samples: readonly ((at: number) => LimitsSample)[]): Happening[][] {
  const happenings = new Happenings();
  return samples.map((make, index) => happenings.push(make(index * 1000), (index + 1) * 1_000_000));
}

function kills(version: 1 | 2, oomKills: number, counts: Counts, change: Partial<Ladder> = {}) {
  const memory = aLadder('memory', version, counts, change);
  return (at: number) => aSample(at, { memory: someMemory({ oomKills }), ladders: { memory } });
}

function brief(happenings: readonly Happening[] | undefined) {
  return happenings?.map(({ kind, count, seen, lastAt, causes, certainty }) => [
    `${kind} ${count}/${seen}`,
    lastAt ?? '-',
    causes.map(({ path, own }) => (own ? 'own' : path.text)).join(' '),
    certainty,
  ]);
}

describe('OOM kills of version 2', () => {
  it('are put down to the level that the kernel counts them at', () => {
    const told = follow(
      kills(2, 0, { '/': {}, '/a': { oom: 4 }, '/a/b': { oom: 0 } }),
      kills(2, 2, { '/': {}, '/a': { oom: 4 }, '/a/b': { oom: 1 } }),
      kills(2, 3, { '/': {}, '/a': { oom: 5 }, '/a/b': { oom: 1 } }),
    );
    expect(told.map(brief)).toEqual([
      [],
      [['oom-kill 2/2', 2_000_000, 'own', 'told']],
      [['oom-kill 3/3', 3_000_000, '/a', 'told']],
    ]);
  });

  it('are put down to what rose in the sample before or after', () => {
    const before = follow(
      kills(2, 0, { '/a': { oom: 0 }, '/a/b': { oom: 0 } }),
      kills(2, 0, { '/a': { oom: 1 }, '/a/b': { oom: 0 } }),
      kills(2, 1, { '/a': { oom: 1 }, '/a/b': { oom: 0 } }),
    );
    expect(brief(before.at(-1))).toEqual([['oom-kill 1/1', 3_000_000, '/a', 'told']]);
    const after = follow(
      kills(2, 0, { '/a/b': { oom: 0 } }),
      kills(2, 1, { '/a/b': { oom: 0 } }),
      kills(2, 1, { '/a/b': { oom: 1 } }),
    );
    expect(after.slice(1).map(brief)).toEqual([
      [['oom-kill 1/1', 2_000_000, '', 'unknown']],
      [['oom-kill 1/1', 2_000_000, 'own', 'told']],
    ]);
  });

  it('are of the machine where no level rose', () => {
    const told = follow(
      kills(2, 0, { '/': {}, '/a': { oom: 1 } }),
      kills(2, 1, { '/': {}, '/a': { oom: 1 } }),
      kills(2, 1, { '/': {}, '/a': { oom: 1 } }),
      kills(2, 1, { '/': {}, '/a': { oom: 2 } }),
    );
    expect(told.slice(1).map((one) => brief(one)?.[0]?.slice(2))).toEqual([
      ['', 'unknown'],
      ['', 'told'],
      ['', 'told'],
    ]);
  });

  it('are of nobody knows whom where a level does not tell', () => {
    const told = follow(
      kills(2, 0, { '/a': {}, '/a/b': { oom: 0 } }),
      kills(2, 1, { '/a': {}, '/a/b': { oom: 0 } }),
      kills(2, 1, { '/a': {}, '/a/b': { oom: 0 } }),
    );
    expect(brief(told.at(-1))).toEqual([['oom-kill 1/1', 2_000_000, '', 'unknown']]);
  });

  it('of before the first look are put down to every level that ever killed', () => {
    const [told] = follow(kills(2, 3, { '/a': { oom: 7 }, '/a/b': { oom: 1 } }));
    expect(brief(told)).toEqual([['oom-kill 3/0', '-', 'own /a', 'told']]);
    const [machine] = follow(kills(2, 3, { '/a': { oom: 0 }, '/a/b': { oom: 0 } }));
    expect(brief(machine)).toEqual([['oom-kill 3/0', '-', '', 'told']]);
  });
});

describe('OOM kills of version 1', () => {
  it('are likely those of the limits that were met at the same time, the one that binds first', () => {
    const told = follow(
      kills(1, 0, { '/': { max: 0 }, '/a': { max: 5 }, '/a/b': { max: 7 } }),
      kills(1, 1, { '/': { max: 0 }, '/a': { max: 6 }, '/a/b': { max: 9 } }),
    );
    expect(brief(told[1])?.[0]).toEqual(['oom-kill 1/1', 2_000_000, 'own /a', 'likely']);
    expect(brief(told[1])?.[1]).toEqual(['memory-max 15/3', 2_000_000, 'own /a', 'told']);
  });

  it('name the limit that binds first also where it is not the innermost', () => {
    const told = follow(
      kills(1, 0, { '/a': { max: 5 }, '/a/b': { max: 7 }, '/a/b/c': { max: 0 } }, { binding: 0 }),
      kills(1, 1, { '/a': { max: 6 }, '/a/b': { max: 8 }, '/a/b/c': { max: 1 } }, { binding: 0 }),
    );
    expect(brief(told[1])?.[0]).toEqual(['oom-kill 1/1', 2_000_000, '/a own /a/b', 'likely']);
  });

  it('are likely those of memory and swap together too', () => {
    const sample = (oomKills: number, met: number) => (at: number) =>
      aSample(at, {
        memory: someMemory({ oomKills }),
        ladders: {
          memory: aLadder('memory', 1, { '/a': { max: 9 }, '/a/b': { max: 0 } }),
          swap: aLadder('swap', 1, { '/a': { max: 0 }, '/a/b': { max: met } }),
        },
      });
    const told = follow(sample(0, 3), sample(1, 4));
    expect(brief(told[1])?.[0]).toEqual(['oom-kill 1/1', 2_000_000, 'own', 'likely']);
  });

  it('are of nobody knows whom where no limit was met', () => {
    const same = { '/a': { max: 0 }, '/a/b': { max: 0 } };
    const told = follow(kills(1, 0, same), kills(1, 1, same), kills(1, 1, same));
    expect(brief(told.at(-1))).toEqual([['oom-kill 1/1', 2_000_000, '', 'unknown']]);
  });
});

describe('a count that goes back', () => {
  it('is of a new cgroup: what it counts was not seen', () => {
    const told = follow(
      kills(2, 5, { '/a': { oom: 5, max: 9 } }),
      kills(2, 6, { '/a': { oom: 6, max: 10 } }),
      kills(2, 1, { '/a': { oom: 1, max: 1 } }),
      kills(2, 2, { '/a': { oom: 2, max: 1 } }),
    );
    expect(told.map(brief)).toEqual([
      [
        ['oom-kill 5/0', '-', 'own', 'told'],
        ['memory-max 9/0', '-', 'own', 'told'],
      ],
      [
        ['oom-kill 6/1', 2_000_000, 'own', 'told'],
        ['memory-max 10/1', 2_000_000, 'own', 'told'],
      ],
      [
        ['oom-kill 1/0', '-', 'own', 'told'],
        ['memory-max 1/0', '-', 'own', 'told'],
      ],
      [
        ['oom-kill 2/1', 4_000_000, 'own', 'told'],
        ['memory-max 1/0', '-', 'own', 'told'],
      ],
    ]);
  });

  it('to 0 is told no more', () => {
    const told = follow(kills(2, 5, { '/a': {} }), kills(2, 0, { '/a': {} }));
    expect(told[1]).toEqual([]);
  });
});

describe('other happenings', () => {
  const of = (ladders: LimitsSample['ladders'] | object) => (at: number) => aSample(at, { ladders });

  it('are counted by each level', () => {
    const told = follow(
      of({
        'memory-high': aLadder('memory-high', 2, { '/a': { high: 0 } }),
        swap: aLadder('swap', 2, { '/a': { max: 1 }, '/a/b': { max: 0 } }),
        pids: aLadder('pids', 2, { '/a': { max: 3 }, '/a/b': { max: 0, refused: 9 } }),
      }),
      of({
        'memory-high': aLadder('memory-high', 2, { '/a': { high: 2 } }),
        swap: aLadder('swap', 2, { '/a': { max: 1 }, '/a/b': { max: 0 } }),
        pids: aLadder('pids', 2, { '/a': { max: 4 }, '/a/b': { max: 0, refused: 9 } }),
      }),
    );
    expect(brief(told[1])).toEqual([
      ['memory-high 2/2', 2_000_000, 'own', 'told'],
      ['pids-refused 4/1', 2_000_000, '/a', 'told'],
      ['swap-max 1/0', '-', '/a', 'told'],
    ]);
  });

  it('of kernels that count refused forks at the container alone are likely those of the limit that binds', () => {
    const pids = (refused: number, binding?: number) => {
      const change = binding === undefined ? {} : { binding };
      return of({ pids: aLadder('pids', 1, { '/a': {}, '/a/b': { refused } }, change) });
    };
    expect(brief(follow(pids(4, 0), pids(6, 0))[1])).toEqual([['pids-refused 6/2', 2_000_000, '/a', 'likely']]);
  });

  it('of kernels that count nothing are none', () => {
    expect(follow(of({ memory: aLadder('memory', 1, { '/a': {} }), pids: aLadder('pids', 1, { '/a': {} }) }))).toEqual([
      [],
    ]);
  });

  it('stay while they cannot be read', () => {
    const told = follow(kills(2, 1, { '/a': { oom: 1 } }), (at) => aSample(at));
    expect(brief(told[1])).toEqual([['oom-kill 1/0', '-', 'own', 'told']]);
  });
});

describe('throttling', () => {
  const cpu = (periods: number, throttled: number) => (at: number) =>
    aSample(at, {
      ladders: { cpu: aLadder('cpu', 2, { '/a': { periods, throttled: 0 }, '/a/b': { periods, throttled } }) },
    });

  it('tells the share of the periods of the last minute', () => {
    const happenings = new Happenings();
    const told = (seconds: number, periods: number, throttled: number) =>
      happenings.push(cpu(periods, throttled)(seconds * 1000), seconds)[0];
    expect(told(0, 1000, 900)).toMatchObject({ kind: 'cpu-throttled', count: 900, seen: 0 });
    expect(told(0, 1000, 900)?.share).toBe(0);
    expect(told(1, 1010, 905)?.share).toBe(0.5);
    for (let second = 2; second <= 50; second++) told(second, 1010, 905);
    // What was a minute ago counts no more.
    expect(told(62, 1020, 907)?.share).toBe(0.2);
    expect(told(63, 1020, 907)?.causes).toMatchObject([{ own: true }]);
    // Another cgroup.
    expect(told(64, 3, 1)?.share).toBeUndefined();
  });

  it('tells no share over the change to another helper', () => {
    const happenings = new Happenings();
    happenings.push(cpu(1000, 100)(30_000), 1);
    expect(happenings.push(cpu(1010, 100)(31_000), 2)[0]?.share).toBe(0);
    happenings.restartClock();
    const [told] = happenings.push(cpu(9000, 105)(32_000), 600_000);
    expect([told?.share, told?.seen]).toEqual([undefined, 5]);
  });
});
