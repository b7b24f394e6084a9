import { Inventory } from '../../../../src/extension/inventory/inventory.ts';
import { ContainersTree } from '../../../../src/extension/tree/containers-tree.ts';
import type { Arrangement } from '../../../../src/extension/tree/structure.ts';
import type { Container } from '../../../../src/shared/model/container.ts';
import { someLimits } from './facts.ts';
import { FakeHelperApi } from './fake-helper-api.ts';
import { MemoryLog } from './memory-log.ts';
import { Screen } from './screen.ts';

/** Milliseconds between two questions about limits, in these tests. */
export const LIMITS_DELAY = 30;

/** Milliseconds between a question about processes that failed and the next one, in these tests. */
export const RETRY_DELAY = 30;

export interface TreeLab {
  readonly helper: FakeHelperApi;
  readonly inventory: Inventory;
  readonly tree: ContainersTree;
  readonly screen: Screen;
}

/** A tree with these containers, on a screen that is looked at. */
export async function showTree(
  containers: readonly Container[],
  arrangement: Partial<Arrangement> = {},
): Promise<TreeLab> {
  const helper = new FakeHelperApi();
  const log = new MemoryLog();
  helper.containers = containers;
  helper.answer('container/processes', () => ({ processes: [], omitted: 0 }));
  helper.answer('container/limits', () => ({ limits: someLimits() }));
  const inventory = new Inventory(helper, log);
  const tree = new ContainersTree({
    helper,
    inventory,
    log,
    arrangement: { groupBy: 'none', showSandboxes: true, ...arrangement },
    limitsDelay: LIMITS_DELAY,
    retryDelay: RETRY_DELAY,
  });
  const screen = new Screen(tree);
  helper.run();
  inventory.watch();
  await screen.open();
  screen.takeRefreshed();
  return { helper, inventory, tree, screen };
}
