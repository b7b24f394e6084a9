import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Inventory } from '../../../../src/helper/inventory/inventory.ts';
import { Watcher } from '../../../../src/helper/inventory/watcher.ts';
import type { InventoryChange } from '../../../../src/shared/protocol/helper.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An inventory whose looks last as long, and end as, the test says. */
function watched() {
  const told: number[] = [];
  const failures: unknown[] = [];
  const state = { looks: 0, running: 0, most: 0, lasts: 0, fails: false, change: false, thorough: [] as boolean[] };
  const inventory = {
    awaitingNames: false,
    askingNames: false,
    updateNames: () => Promise.resolve(undefined),
    snapshot: () => ({ sequence: state.looks, containers: [] }),
    async update(thorough: boolean): Promise<InventoryChange | undefined> {
      state.looks += 1;
      state.thorough.push(thorough);
      state.running += 1;
      state.most = Math.max(state.most, state.running);
      if (state.lasts > 0) await new Promise((resolve) => setTimeout(resolve, state.lasts));
      state.running -= 1;
      if (state.fails) throw new Error('EMFILE');
      return state.change ? { sequence: state.looks, changed: [], removed: [] } : undefined;
    },
  };
  const watcher = new Watcher(
    inventory as unknown as Inventory,
    ({ sequence }) => {
      told.push(sequence);
      return Promise.resolve();
    },
    (error) => failures.push(error),
  );
  const watch = async () => {
    const work = watcher.watch();
    await vi.advanceTimersByTimeAsync(state.lasts);
    return work;
  };
  return { watcher, state, told, failures, inventory, watch };
}

describe('Watcher', () => {
  it('looks only while somebody watches', async () => {
    const { watcher, state, watch } = watched();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.looks).toBe(0);
    await watch();
    const first = state.looks;
    await vi.advanceTimersByTimeAsync(2001);
    expect(state.looks - first).toBe(4);
    watcher.unwatch();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.looks - first).toBe(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells what changes after the state that it answered, and nothing after unwatch', async () => {
    const { watcher, state, told, watch } = watched();
    state.change = true;
    const { sequence } = await watch();
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1001);
    expect(told).toEqual([sequence + 1, sequence + 2]);
    state.lasts = 100;
    await vi.advanceTimersByTimeAsync(500);
    watcher.unwatch();
    await vi.advanceTimersByTimeAsync(5000);
    expect(told).toHaveLength(2);
  });

  it('arms its timer after each look, so that a slow one has no other beside it', async () => {
    const { state, watch } = watched();
    await watch();
    const first = state.looks;
    state.lasts = 3000;
    await vi.advanceTimersByTimeAsync(7001);
    expect(state.most).toBe(1);
    expect(state.looks - first).toBe(2);
  });

  it('waits longer after each failure, up to 8 s, and tells of each', async () => {
    const { state, failures, watch } = watched();
    await watch();
    const first = state.looks;
    state.fails = true;
    await vi.advanceTimersByTimeAsync(500 + 1000 + 2000 + 4000 + 8000 + 8000);
    expect(state.looks - first).toBe(6);
    expect(failures).toHaveLength(6);
    state.fails = false;
    await vi.advanceTimersByTimeAsync(8000);
    const healed = state.looks;
    await vi.advanceTimersByTimeAsync(1001);
    expect(state.looks - healed).toBe(2);
  });

  it('is not slow because of failures before somebody watches again', async () => {
    const { watcher, state, watch } = watched();
    await watch();
    state.fails = true;
    await vi.advanceTimersByTimeAsync(4000);
    watcher.unwatch();
    state.fails = false;
    await watch();
    const first = state.looks;
    await vi.advanceTimersByTimeAsync(501);
    expect(state.looks - first).toBe(1);
  });

  it('stays off when it is told to stop during the first look', async () => {
    const { watcher, state } = watched();
    state.lasts = 2000;
    const work = watcher.watch();
    await vi.advanceTimersByTimeAsync(1000);
    watcher.unwatch();
    await vi.advanceTimersByTimeAsync(1000);
    await work;
    const { looks } = state;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.looks).toBe(looks);
  });

  it('does not watch after a first look that failed', async () => {
    const { watcher, state } = watched();
    state.fails = true;
    const outcome = watcher.watch().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toEqual(new Error('EMFILE'));
    expect(state.looks).toBe(1);
  });

  it('shows a name soon, and many names in few looks', async () => {
    const { watcher, state, watch } = watched();
    watcher.hurry();
    expect(vi.getTimerCount()).toBe(0);
    await watch();
    const first = state.looks;
    for (let times = 0; times < 100; times++) {
      watcher.hurry();
      await vi.advanceTimersByTimeAsync(2);
    }
    expect(state.looks - first).toBeGreaterThan(0);
    expect(state.looks - first).toBeLessThan(20);
    const after = state.looks;
    await vi.advanceTimersByTimeAsync(1501);
    expect(state.looks - after).toBeGreaterThanOrEqual(2);
  });

  it('waits for names, but not for ever', async () => {
    const { watcher, inventory } = watched();
    inventory.awaitingNames = true;
    inventory.askingNames = true;
    vi.useRealTimers();
    const started = performance.now();
    await watcher.fresh(false);
    expect(performance.now() - started).toBeGreaterThanOrEqual(400);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('reads everything anew when asked to', async () => {
    const { watcher, state } = watched();
    const work = watcher.fresh(true);
    await vi.advanceTimersByTimeAsync(10);
    await work;
    expect(state.thorough[0]).toBe(true);
  });
});
