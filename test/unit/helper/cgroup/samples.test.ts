import { afterAll, describe, expect, it, vi } from 'vitest';
import { type SampleSources, sampleAnswers } from '../../../../src/helper/cgroup/sample-answers.ts';
import type { LimitsSample } from '../../../../src/shared/model/sample.ts';
import { Tree } from './tree.ts';

const tree = new Tree([]);
const cgroups = tree.container('');
afterAll(() => tree.remove());
const sample = { at: 1 } as LimitsSample;
const gone = (containerId: string) => ({
  containerId,
  error: { code: 'GONE', operation: 'containers/sample', target: containerId },
});

function sources(overrides: Partial<SampleSources> = {}) {
  return {
    find: vi.fn((id: string) => (id === 'none' ? undefined : { cgroups, isThere: () => id !== 'dead' })),
    refresh: vi.fn(() => Promise.resolve()),
    sample: vi.fn(() => sample),
    ...overrides,
  };
}

describe('sampleAnswers', () => {
  it('answers each id in its order, and looks for processes only where one is missing', async () => {
    const made = sources();
    const answers = await sampleAnswers(['b', 'a'], made);
    expect(answers).toEqual([
      { containerId: 'b', sample },
      { containerId: 'a', sample },
    ]);
    expect(made.refresh).not.toHaveBeenCalled();
  });

  it('looks once more, however many are missing, and then says which are gone', async () => {
    const made = sources();
    const answers = await sampleAnswers(['a', 'none', 'dead', 'none'], made);
    expect(answers).toEqual([{ containerId: 'a', sample }, gone('none'), gone('dead'), gone('none')]);
    expect(made.refresh).toHaveBeenCalledTimes(1);
  });

  it('finds a container that was started again under the same id', async () => {
    let fresh = false;
    const answers = await sampleAnswers(['a', 'b'], {
      find: (id) => ({ cgroups, isThere: () => fresh || id === 'b' }),
      refresh: () => Promise.resolve((fresh = true)),
      sample: () => sample,
    });
    expect(answers).toEqual([
      { containerId: 'a', sample },
      { containerId: 'b', sample },
    ]);
  });

  it('is not spoiled by one that fails, nor by a look that fails', async () => {
    let count = 0;
    const answers = await sampleAnswers(['a', 'b', 'none'], {
      ...sources(),
      refresh: () => Promise.reject(new Error('no look')),
      sample: () => {
        count += 1;
        if (count === 1) throw new Error('a defect');
        return sample;
      },
    });
    expect(answers).toEqual([
      { containerId: 'a', error: { code: 'INTERNAL', operation: 'containers/sample', target: 'a' } },
      { containerId: 'b', sample },
      gone('none'),
    ]);
  });
});
