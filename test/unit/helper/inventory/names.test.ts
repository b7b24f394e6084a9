import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Group } from '../../../../src/helper/inventory/grouping.ts';
import { Names } from '../../../../src/helper/inventory/names.ts';
import type { Candidate, Description, Runtime, RuntimeContext } from '../../../../src/helper/runtimes/runtime.ts';

const group = (key: string, pid = 1): Group =>
  ({ key, runtime: 'docker', init: { pid, startTime: 1, comm: 'x' }, ancestors: [] }) as unknown as Group;

function named(describe: (container: Candidate) => Promise<Description>) {
  const runtime: Runtime = { id: 'docker', describe };
  let arrivals = 0;
  const names = new Names([runtime], {} as RuntimeContext, () => (arrivals += 1));
  return { names, arrivals: () => arrivals };
}

async function turns() {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}

describe('Names', () => {
  it('asks once, and remembers', async () => {
    let asked = 0;
    const { names, arrivals } = named(() => Promise.resolve({ name: `n${++asked}` }));
    expect(names.of(group('/a'), 0)).toBeUndefined();
    await turns();
    expect(arrivals()).toBe(1);
    expect([names.of(group('/a'), 5), names.of(group('/a'), 1e6)]).toEqual([{ name: 'n1' }, { name: 'n1' }]);
    expect(asked).toBe(1);
  });

  it('asks again for a name that comes late, once a second for ten', async () => {
    let count = 0;
    const counting = named(() => (count++, Promise.resolve({})));
    for (let now = 0; now < 30_000; now += 100) {
      counting.names.of(group('/a'), now);
      await setImmediate();
    }
    expect(count).toBeGreaterThanOrEqual(8);
    expect(count).toBeLessThanOrEqual(11);
  });

  it('shows a late name', async () => {
    let count = 0;
    const { names } = named(() => Promise.resolve(++count < 3 ? {} : { name: 'late' }));
    for (let now = 0; now < 5000; now += 500) {
      names.of(group('/a'), now);
      await turns();
    }
    expect(names.of(group('/a'), 5000)).toEqual({ name: 'late' });
    expect(count).toBe(3);
  });

  it('asks at most 32 at a time, and all in the end', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const { names } = named(async () => {
      most = Math.max(most, ++running);
      await setImmediate();
      running -= 1;
      done += 1;
      return { name: 'x' };
    });
    for (let index = 0; index < 100; index++) names.of(group(`/${index}`), 0);
    while (done < 100) await setImmediate();
    expect(most).toBe(32);
  });

  it('survives a runtime that throws, at once or later', async () => {
    const later = named(() => Promise.reject(new Error('later')));
    const atOnce = named(() => {
      throw new Error('at once');
    });
    for (const { names, arrivals } of [later, atOnce]) {
      names.of(group('/a'), 0);
      await turns();
      expect(names.of(group('/a'), 1)).toEqual({});
      expect(arrivals()).toBeGreaterThan(0);
      names.of(group('/b'), 0);
      await turns();
      expect(names.of(group('/b'), 1)).toEqual({});
    }
  });

  it('asks again when told to, and keeps what is known until then and if nothing comes', async () => {
    let answer: Description = { name: 'old' };
    const { names } = named(() => Promise.resolve(answer));
    names.of(group('/a'), 0);
    await turns();
    answer = { name: 'new' };
    names.askAgain();
    expect(names.of(group('/a'), 1e6)).toEqual({ name: 'old' });
    await turns();
    expect(names.of(group('/a'), 1e6)).toEqual({ name: 'new' });
    answer = {};
    names.askAgain();
    names.of(group('/a'), 1e6);
    await turns();
    expect(names.of(group('/a'), 1e6)).toEqual({ name: 'new' });
  });

  it('asks anew for another container under the same key', async () => {
    const { names } = named(({ init }) => Promise.resolve({ name: `of ${init.pid}` }));
    names.of(group('/a', 1), 0);
    await turns();
    expect(names.of(group('/a', 2), 1)).toBeUndefined();
    await turns();
    expect(names.of(group('/a', 2), 2)).toEqual({ name: 'of 2' });
  });

  it('forgets what ended', async () => {
    let asked = 0;
    const { names } = named(() => Promise.resolve({ name: `${++asked}` }));
    names.of(group('/a'), 0);
    names.of(group('/b'), 0);
    await turns();
    names.keepOnly(new Set(['/b']));
    expect(names.of(group('/b'), 1)).toEqual({ name: '2' });
    expect(names.of(group('/a'), 1)).toBeUndefined();
  });

  it('answers at once for a runtime that has no names', () => {
    const names = new Names([{ id: 'docker' }], {} as RuntimeContext, () => undefined);
    names.of(group('/a'), 0);
    expect(names.of(group('/a'), 1)).toEqual({});
  });
});
