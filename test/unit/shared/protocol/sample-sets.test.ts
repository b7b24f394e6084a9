import { describe, expect, it } from 'vitest';
import { ToldSets } from '../../../../src/helper/cgroup/told-sets.ts';
import type { LadderLevel } from '../../../../src/shared/model/ladder.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import type { SampleResult } from '../../../../src/shared/protocol/helper.ts';
import { HeldSet } from '../../../../src/shared/protocol/held-set.ts';
import { packSamples, type SampleAnswer, unpackSamples } from '../../../../src/shared/protocol/sample-set.ts';
import { text } from '../../extension/support/facts.ts';
import { aSample } from '../../extension/support/samples.ts';

function level(path: string, use: number): LadderLevel {
  const own = path !== '/';
  return { path: { text: text(path) }, own, limit: read({ kind: 'max' }), use: read(use), counts: {} };
}

/** Containers below one root, each with memory and CPU. */
function answersOf(uses: Readonly<Record<string, number>>, at: number, rootUse = 100): SampleAnswer[] {
  const root = level('/', rootUse);
  const shared = { version: 2, folder: { text: text('/sys/fs/cgroup') }, own: true } as const;
  return Object.entries(uses).map(([containerId, use]) => ({
    containerId,
    sample: aSample(at, {
      ladders: {
        memory: read({ kind: 'memory', ...shared, levels: [root, level(`/${containerId}`, use)], binding: 1 }),
        cpu: read({ kind: 'cpu', ...shared, levels: [root, level(`/${containerId}`, use + 1)] }),
      },
    }),
  }));
}

const GONE: SampleAnswer = { containerId: 'gone', error: { code: 'GONE', operation: 'containers/sample' } };

const crossed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('a set of samples', () => {
  it('is the same after it was packed', () => {
    const answers = [...answersOf({ a: 1, b: 2 }, 1), GONE];
    expect(unpackSamples(crossed(packSamples(answers)))).toEqual(answers);
  });

  it('tells a level that containers share once', () => {
    expect(packSamples(answersOf({ a: 1, b: 2, c: 3 }, 1)).levels).toHaveLength(1 + 3 * 2);
  });

  it('that names a level which is not there is refused', () => {
    const { answers } = packSamples(answersOf({ a: 1 }, 1));
    expect(() => unpackSamples({ answers, levels: [] })).toThrow(RangeError);
  });
});

describe('answers one after another', () => {
  /** What the asker gets of each state, with how many characters crossed. */
  function talk(told: ToldSets, held: HeldSet, answers: readonly SampleAnswer[]) {
    const { holding } = held.params(['a']);
    const result = crossed(told.answer(packSamples(answers), holding));
    return { answers: held.take(result), size: JSON.stringify(result).length, result };
  }

  it('come out whole, whatever came and went, and tell only what changed', () => {
    const told = new ToldSets();
    const held = new HeldSet();
    const states = [
      answersOf({ a: 1, b: 2 }, 1),
      answersOf({ a: 1, b: 2 }, 2),
      answersOf({ a: 1, b: 5 }, 3, 104),
      [...answersOf({ a: 1 }, 4), GONE],
      answersOf({ z: 9, a: 1, b: 2 }, 5),
      answersOf({ z: 9, a: 1, b: 2 }, 6),
    ];
    const sizes = states.map((answers) => {
      const one = talk(told, held, answers);
      expect(one.answers).toEqual(answers);
      return one.size;
    });
    expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) / 10);
    expect(sizes[5]).toBeLessThan((sizes[4] ?? 0) / 10);
  });

  it('are whole again for one who holds nothing, or something that was forgotten', () => {
    const told = new ToldSets();
    const held = new HeldSet();
    const isWhole = () => 'samples' in talk(told, held, answersOf({ a: 1 }, 1)).result;
    expect([isWhole(), isWhole()]).toEqual([true, false]);
    held.clear();
    expect([isWhole(), isWhole()]).toEqual([true, false]);
    for (let other = 0; other < 40; other++) talk(told, new HeldSet(), answersOf({ a: 1 }, 1));
    expect([isWhole(), isWhole()]).toEqual([true, false]);
  });

  it('heal after one that does not fit', () => {
    const told = new ToldSets();
    const held = new HeldSet();
    const wrong: SampleResult = { number: 7, change: {} };
    expect(() => held.take(wrong)).toThrow('not held');
    talk(told, held, answersOf({ a: 1 }, 1));
    expect(() =>
      held.take({ number: 8, change: { levels: { 9: { use: [1] } } } } as unknown as SampleResult),
    ).toThrow();
    const answers = answersOf({ a: 2 }, 2);
    expect(talk(told, held, answers).answers).toEqual(answers);
  });
});
