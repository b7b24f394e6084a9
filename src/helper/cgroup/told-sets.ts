import { patchOf } from '../../shared/protocol/patch.ts';
import type { SampleResult } from '../../shared/protocol/helper.ts';
import type { SampleSet } from '../../shared/protocol/sample-set.ts';

/** Answers that are remembered: who asks for more containers than one request holds has several in hand. */
const REMEMBERED = 16;

/** Remembers the last answers, to tell what changed since. */
export class ToldSets {
  /** By their numbers, the oldest first. */
  readonly #told = new Map<number, SampleSet>();
  #number = 0;

  /** @param holding the number of the answer that the asker holds */
  answer(samples: SampleSet, holding: number | undefined): SampleResult {
    const number = ++this.#number;
    const before = holding === undefined ? undefined : this.#told.get(holding);
    if (holding !== undefined) this.#told.delete(holding);
    const [oldest] = this.#told.size < REMEMBERED ? [] : this.#told.keys();
    if (oldest !== undefined) this.#told.delete(oldest);
    this.#told.set(number, samples);
    return before === undefined ? { number, samples } : { number, change: patchOf(before, samples) ?? {} };
  }
}
