import type { SampleParams, SampleResult } from './helper.ts';
import { type Patch, patched } from './patch.ts';
import { type SampleAnswer, type SampleSet, unpackSamples } from './sample-set.ts';

/** The asker's side of `containers/sample`: holds the last answer, so that the helper need only tell what changed. */
export class HeldSet {
  #held: { readonly number: number; readonly samples: SampleSet } | undefined;

  params(containerIds: readonly string[]): SampleParams {
    return this.#held === undefined ? { containerIds } : { containerIds, holding: this.#held.number };
  }

  /**
   * The whole of an answer, which is held from now on.
   *
   * @throws {Error} it tells a change of what is not held, or one that does not fit: what is asked next is told whole
   */
  take(result: SampleResult): readonly SampleAnswer[] {
    const held = this.#held;
    this.#held = undefined;
    const samples = 'samples' in result ? result.samples : changed(held?.samples, result.change);
    const answers = unpackSamples(samples);
    this.#held = { number: result.number, samples };
    return answers;
  }

  /** The helper is another one: it knows of nothing that was told before. */
  clear(): void {
    this.#held = undefined;
  }
}

function changed(held: SampleSet | undefined, change: Patch<SampleSet>): SampleSet {
  if (held === undefined) throw new Error('a change of an answer that is not held');
  return patched(held, change);
}
