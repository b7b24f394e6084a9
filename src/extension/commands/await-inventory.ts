import { DisposableStore } from '../dispose.ts';
import type { CommandContext } from './command.ts';

/** Time in which no progress is shown, in milliseconds: mostly the answer is there by then. */
const PATIENCE = 300;

/**
 * Waits until it is known which containers there are now. Starts the helper where none runs, shows progress where it
 * takes long, and says so where it fails.
 *
 * @returns whether it is known; `false` also where the user did not want to wait
 */
export async function awaitInventory({ ui, helper, inventory }: CommandContext): Promise<boolean> {
  const store = new DisposableStore();
  try {
    // The answer that is there may be of the time when somebody looked last.
    store.add(inventory.watch());
    if (helper.state.kind === 'stopped') helper.restart();
    else helper.start();
    // A failure of earlier tells nothing of this attempt.
    let hasFailed = false;
    const isSettled = () => inventory.isCurrent || hasFailed || helper.state.kind === 'stopped';
    const settled = new Promise<void>((resolve) => {
      const check = () => {
        if (isSettled()) resolve();
      };
      const onStatus = () => {
        hasFailed = inventory.hasFailed;
        check();
      };
      store.add(inventory.onDidChangeStatus(onStatus));
      store.add(helper.onDidChangeState(check));
      check();
    });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
    await Promise.race([settled, patience]);
    clearTimeout(timer);
    if (!isSettled() && !(await ui.waitFor('Reading containers from the kernel…', settled))) return false;
    if (inventory.isCurrent) return true;
    ui.warn('The containers could not be read. The log (Container Internals: Show Log) says why.');
    return false;
  } finally {
    store.dispose();
  }
}
