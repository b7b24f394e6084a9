import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SharedReading } from '../../../../src/helper/inventory/shared-reading.ts';
import type { ProcessFacts } from '../../../../src/helper/proc/process-facts.ts';

const PIDS = Array.from({ length: 1000 }, (_, index) => index + 1);

const facts = (pid: number): ProcessFacts => ({
  ...{ pid, comm: 'sleep', state: 'sleeping', parentPid: 1, kernelThread: false, startTime: 1000 },
  ...{ cgroup: '0::/\n', pidNamespace: 1, pids: undefined },
});

/** Who helps: keeps what it is asked for until it is told to answer. */
class Helper {
  readonly asked: (readonly number[])[] = [];
  readonly #answers: (() => void)[] = [];

  readonly read = (pids: readonly number[]) => {
    this.asked.push(pids);
    return new Promise<readonly ProcessFacts[]>((settle) => {
      this.#answers.push(() => settle(pids.map(facts)));
    });
  };

  /** Answers the oldest question. */
  async answer(): Promise<void> {
    this.#answers.shift()?.();
    await turn();
  }

  get pids(): readonly number[] {
    return this.asked.flat();
  }
}

describe('SharedReading', () => {
  it('asks for a few portions from the end, and for more as they come', async () => {
    const helper = new Helper();
    const shared = new SharedReading(PIDS, helper.read);
    const before = helper.asked.length;
    expect(helper.asked[0]?.at(-1)).toBe(1000);
    expect([...helper.pids].sort((a, b) => a - b)).toEqual(PIDS.slice(-helper.pids.length));
    expect(helper.pids.length).toBeLessThan(500);
    await helper.answer();
    expect(helper.asked).toHaveLength(before + 1);
    expect(shared.take(999)).toEqual(facts(1000));
  });

  it('gives nothing for what has not come', () => {
    const shared = new SharedReading(PIDS, new Helper().read);
    expect(PIDS.map((_, index) => shared.take(index))).toEqual(PIDS.map(() => undefined));
  });

  it('asks for nothing that was passed, and for nothing twice', async () => {
    const helper = new Helper();
    const shared = new SharedReading(PIDS, helper.read);
    const passed = 500;
    shared.take(passed - 1);
    for (let answers = 0; answers < 20; answers++) await helper.answer();
    expect([...helper.pids].sort((a, b) => a - b)).toEqual(PIDS.slice(passed));
  });

  it('asks for all once, where who holds it has not begun', async () => {
    const helper = new Helper();
    const shared = new SharedReading(PIDS, helper.read);
    for (let answers = 0; answers < 20; answers++) await helper.answer();
    expect([...helper.pids].sort((a, b) => a - b)).toEqual(PIDS);
    expect(PIDS.map((_, index) => shared.take(index)?.pid)).toEqual(PIDS);
  });

  it('does without processes that could not be read elsewhere', async () => {
    const shared = new SharedReading(PIDS, (pids) => Promise.resolve(pids.filter((pid) => pid !== 990).map(facts)));
    await turn();
    expect([shared.take(988)?.pid, shared.take(989)?.pid, shared.take(990)?.pid]).toEqual([989, undefined, 991]);
  });

  it('asks nothing more of who fails', async () => {
    let asked = 0;
    const shared = new SharedReading(PIDS, () => {
      asked += 1;
      return Promise.reject(new Error('gone'));
    });
    const before = asked;
    await turn();
    expect([asked, shared.take(999)]).toEqual([before, undefined]);
  });

  it('takes few pids as well as none', async () => {
    const helper = new Helper();
    const shared = new SharedReading([7], helper.read);
    await helper.answer();
    expect([helper.asked, shared.take(0)]).toEqual([[[7]], facts(7)]);
    expect(new SharedReading([], helper.read).take(0)).toBeUndefined();
    expect(helper.asked).toHaveLength(1);
  });
});
