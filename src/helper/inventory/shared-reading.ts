import type { ProcessFacts } from '../proc/process-facts.ts';

/** Has another process read processes: gives the facts of those that it could read. */
export type ReadElsewhere = (pids: readonly number[]) => Promise<readonly ProcessFacts[]>;

/** So many processes are asked for in one go: a few milliseconds of work. */
const PORTION = 128;
/** So many portions are under way: while we are busy there is always a next one to begin. */
const PORTIONS_UNDER_WAY = 3;

/**
 * The reading of many processes, shared with another process: that one goes from the last to the first while whoever
 * holds this goes from the first to the last, until they meet. Nothing is waited for. What did not come, because the
 * other one is slow, stuck or gone, is simply not there to be taken.
 */
export class SharedReading {
  readonly #pids: readonly number[];
  readonly #readElsewhere: ReadElsewhere;
  readonly #come = new Map<number, ProcessFacts>();
  /** From the first of these indices to just before the second nobody has got to yet. */
  #begin = 0;
  #end: number;

  constructor(pids: readonly number[], readElsewhere: ReadElsewhere) {
    this.#pids = pids;
    this.#readElsewhere = readElsewhere;
    this.#end = pids.length;
    for (let portion = 0; portion < PORTIONS_UNDER_WAY; portion++) this.#askForMore();
  }

  /** What came of the process at an index, if it did. Those before it are not asked for any more. */
  take(index: number): ProcessFacts | undefined {
    this.#begin = index + 1;
    const pid = this.#pids[index];
    return pid === undefined ? undefined : this.#come.get(pid);
  }

  #askForMore(): void {
    const begin = Math.max(this.#begin, this.#end - PORTION);
    if (begin >= this.#end) return;
    const portion = this.#pids.slice(begin, this.#end);
    this.#end = begin;
    this.#readElsewhere(portion).then(
      (found) => {
        for (const facts of found) this.#come.set(facts.pid, facts);
        this.#askForMore();
      },
      // Who cannot help is not asked again.
      () => undefined,
    );
  }
}
