import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Disposable } from '../../../../src/extension/dispose.ts';
import { HelperUnavailable } from '../../../../src/extension/helper-client/failure.ts';
import { Inventory, type InventoryDifference } from '../../../../src/extension/inventory/inventory.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import { aContainer } from '../support/facts.ts';
import { FakeHelperApi } from '../support/fake-helper-api.ts';
import { MemoryLog } from '../support/memory-log.ts';

const WEB = aContainer('web');
const DB = aContainer('db');

let helper: FakeHelperApi;
let inventory: Inventory;
let differences: InventoryDifference[];

beforeEach(() => {
  helper = new FakeHelperApi();
  helper.containers = [WEB];
  inventory = new Inventory(helper, new MemoryLog(), 20);
  differences = [];
  inventory.onDidChange((difference) => differences.push(difference));
});

/** Lets everything that waits for a promise go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function watch(): Promise<Disposable> {
  helper.run();
  const watching = inventory.watch();
  await settle();
  return watching;
}

function methods(): string[] {
  return helper.asked.map(({ method }) => method);
}

describe('Inventory', () => {
  it('asks nothing while nobody looks', async () => {
    helper.run();
    await settle();
    expect(methods()).toEqual([]);
    expect(inventory.isKnown).toBe(false);
  });

  it('watches when somebody looks and stops when nobody does', async () => {
    const watching = await watch();
    expect([...inventory.containers.keys()]).toEqual([WEB.id]);
    expect([inventory.isKnown, inventory.isCurrent]).toEqual([true, true]);
    watching.dispose();
    expect(inventory.isCurrent).toBe(false);
    expect(methods()).toEqual(['inventory/watch', 'inventory/unwatch']);
    helper.change([DB]);
    expect([...inventory.containers.keys()]).toEqual([WEB.id]);
  });

  it('watches until the last one who looks does so no more', async () => {
    const first = await watch();
    const second = inventory.watch();
    first.dispose();
    first.dispose();
    expect(methods()).toEqual(['inventory/watch']);
    second.dispose();
    expect(methods()).toEqual(['inventory/watch', 'inventory/unwatch']);
  });

  it('asks nothing more when who looks goes after its own end', async () => {
    const watching = await watch();
    inventory.dispose();
    watching.dispose();
    expect(methods()).toEqual(['inventory/watch']);
  });

  it('watches as soon as the helper runs, where somebody already looks', async () => {
    inventory.watch();
    await settle();
    expect(methods()).toEqual([]);
    helper.run();
    await settle();
    expect(methods()).toEqual(['inventory/watch']);
  });

  it('tells exactly what is different', async () => {
    await watch();
    const frozen = aContainer('web', { state: 'frozen' });
    helper.change([frozen, DB]);
    helper.change([], [WEB.id]);
    expect(differences).toEqual([
      { added: [WEB.id], changed: [], removed: [] },
      { added: [DB.id], changed: [WEB.id], removed: [] },
      { added: [], changed: [], removed: [WEB.id] },
    ]);
  });

  it('tells nothing where a change changes nothing', async () => {
    await watch();
    helper.change([aContainer('web')]);
    expect(differences).toHaveLength(1);
  });

  it('ignores changes that it already knows', async () => {
    await watch();
    helper.notify({ sequence: 1, changed: [DB], removed: [] });
    expect(inventory.containers.has(DB.id)).toBe(false);
  });

  it('asks for everything when a change is missing', async () => {
    await watch();
    helper.containers = [WEB, DB];
    helper.sequence = 3;
    helper.notify({ sequence: 3, changed: [], removed: [] });
    await settle();
    expect(methods()).toEqual(['inventory/watch', 'inventory/watch']);
    expect([...inventory.containers.keys()]).toEqual([WEB.id, DB.id]);
    helper.change([], [WEB.id]);
    expect([...inventory.containers.keys()]).toEqual([DB.id]);
  });

  it('applies changes that overtake the snapshot, once the snapshot is there', async () => {
    helper.hold('inventory/watch');
    await watch();
    helper.notify({ sequence: 1, changed: [aContainer('old')], removed: [] });
    helper.notify({ sequence: 2, changed: [DB], removed: [] });
    expect(inventory.containers.size).toBe(0);
    helper.asked[0]?.settle({ value: { sequence: 1, containers: [WEB] } });
    await settle();
    expect([...inventory.containers.keys()]).toEqual([WEB.id, DB.id]);
  });

  it('keeps the last state when the helper goes, and compares when it is back', async () => {
    await watch();
    helper.setState({ kind: 'restarting', attempt: 1, delay: 1, why: { kind: 'broken', message: 'x' } });
    expect([...inventory.containers.keys()]).toEqual([WEB.id]);
    helper.containers = [WEB, DB];
    helper.sequence = 1;
    helper.run();
    await settle();
    expect(differences.at(-1)).toEqual({ added: [DB.id], changed: [], removed: [] });
    // The new helper counts from its own beginning.
    helper.change([], [WEB.id]);
    expect([...inventory.containers.keys()]).toEqual([DB.id]);
  });

  it('does not take an answer of an earlier helper', async () => {
    helper.hold('inventory/watch');
    await watch();
    helper.setState({ kind: 'restarting', attempt: 1, delay: 1, why: { kind: 'broken', message: 'x' } });
    helper.asked[0]?.settle({ value: { sequence: 7, containers: [DB] } });
    await settle();
    expect(inventory.containers.size).toBe(0);
  });

  it('reads anew on refresh and goes on watching', async () => {
    await watch();
    helper.containers = [WEB, DB];
    await inventory.refresh();
    expect(methods()).toEqual(['inventory/watch', 'inventory/refresh']);
    helper.change([], [WEB.id]);
    expect([...inventory.containers.keys()]).toEqual([DB.id]);
  });

  it('watches also where a refresh overtakes the first answer', async () => {
    helper.hold('inventory/watch');
    await watch();
    helper.release('inventory/watch');
    await inventory.refresh();
    expect(methods()).toEqual(['inventory/watch', 'inventory/watch', 'inventory/refresh']);
    helper.change([DB]);
    expect(inventory.containers.has(DB.id)).toBe(true);
  });

  it('tells of a failure and tries again', async () => {
    let statuses = 0;
    inventory.onDidChangeStatus(() => statuses++);
    helper.fail('inventory/watch', new Error('EIO'));
    await watch();
    expect([inventory.hasFailed, inventory.isKnown, statuses]).toEqual([true, false, 1]);
    helper.answer('inventory/watch', () => ({ sequence: 1, containers: [WEB] }));
    await vi.waitFor(() => expect(inventory.hasFailed).toBe(false));
    expect(inventory.containers.size).toBe(1);
  });

  it.each(['inventory/watch', 'inventory/refresh'] as const)('ends the watch also after a late %s', async (method) => {
    const late = new HelperError({ code: 'TIMEOUT', operation: method }, 'late');
    helper.fail(method, late);
    const watching = await watch();
    await inventory.refresh();
    helper.fail('inventory/unwatch', late);
    watching.dispose();
    await settle();
    expect(methods().at(-1)).toBe('inventory/unwatch');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(methods().at(-1)).toBe('inventory/unwatch');
  });

  it('asks nothing of a helper that does not run when nobody looks any more', async () => {
    const watching = await watch();
    helper.setState({ kind: 'starting' });
    watching.dispose();
    expect(methods()).toEqual(['inventory/watch']);
  });

  it('does not call it a failure when the helper went away: the supervisor tells that', async () => {
    helper.fail('inventory/watch', new HelperUnavailable('gone'));
    await watch();
    expect(inventory.hasFailed).toBe(false);
  });

  it('does nothing any more after its end', async () => {
    await watch();
    inventory.dispose();
    helper.change([DB]);
    helper.run();
    await settle();
    expect(inventory.containers.size).toBe(1);
    expect(methods()).toEqual(['inventory/watch']);
  });
});
