import type { ChangeRefusal } from '../../../../src/extension/changes-allowed.ts';
import type { Command, CommandContext } from '../../../../src/extension/commands/command.ts';
import type { Inventory } from '../../../../src/extension/inventory/inventory.ts';
import type { TreeNode } from '../../../../src/extension/tree/node.ts';
import type { Arrangement } from '../../../../src/extension/tree/structure.ts';
import type { RunWish } from '../../../../src/shared/model/run.ts';
import type { Container } from '../../../../src/shared/model/container.ts';
import type { FakeHelperApi } from './fake-helper-api.ts';
import { FakeUi } from './fake-ui.ts';
import { showTree, type TreeLab } from './tree-lab.ts';

interface Parts {
  readonly helper: FakeHelperApi;
  readonly inventory: Inventory;
  readonly tree?: TreeLab['tree'] | undefined;
}

/** Commands with everything that they work on, without VS Code. */
export class CommandLab {
  readonly ui = new FakeUi();
  readonly helper: FakeHelperApi;
  readonly context: CommandContext;
  /** Pages that were opened, and what else was done. */
  readonly done: string[] = [];
  readonly written: Partial<Arrangement>[] = [];
  /** What was run isolated. */
  readonly wishes: RunWish[] = [];
  readonly history: string[] = [];
  selection: TreeNode[] = [];
  refusal: ChangeRefusal | undefined;
  isConfirmWanted = true;

  constructor({ helper, inventory, tree }: Parts) {
    this.helper = helper;
    const lab = (): this => this;
    this.context = {
      ui: this.ui,
      helper,
      inventory,
      changes: {
        get refusal() {
          return lab().refusal;
        },
      },
      confirmation: {
        get isWanted() {
          return lab().isConfirmWanted;
        },
        drop: () => Promise.resolve(void (this.isConfirmWanted = false)),
      },
      tree: {
        arrangement: tree?.arrangement ?? { groupBy: 'none', showSandboxes: true },
        refresh: () => void this.done.push('tree'),
        isNode: (value): value is TreeNode => tree?.isNode(value) === true,
      },
      view: {
        get selection() {
          return lab().selection;
        },
      },
      pages: { open: (id) => void this.done.push(`open ${id}`) },
      runs: {
        history: {
          get lines() {
            return lab().history;
          },
          add: (line) => Promise.resolve(void this.history.unshift(line)),
        },
        surroundings: () => ({ folder: '/work', offered: [], environment: { PATH: '/bin' } }),
        surroundingsOf: () => ({ folder: '/work', offered: ['./a.sh'], environment: { PATH: '/bin' } }),
        act: (action) => Promise.resolve(this.done.push(action) > 0 && this.wishes.length > 0),
        start: (wish) => Promise.resolve(void this.wishes.push(wish)),
      },
      writeArrangement: (change) => Promise.resolve(void this.written.push(change)),
    };
  }

  async run(command: Command, ...args: readonly unknown[]): Promise<void> {
    await command(this.context, ...args);
  }

  /** The parameters of all requests of a method. */
  paramsOf(method: FakeHelperApi['asked'][number]['method']): object[] {
    return this.helper.asked.filter((one) => one.method === method).map(({ params }) => params);
  }
}

export interface TreeCommandLab extends TreeLab {
  readonly lab: CommandLab;
}

/** Commands on the rows of a tree with these containers, and a helper that may change something. */
export async function commandsOnTree(
  containers: readonly Container[],
  arrangement: Partial<Arrangement> = {},
): Promise<TreeCommandLab> {
  const parts = await showTree(containers, arrangement);
  parts.helper.run('manage');
  return { ...parts, lab: new CommandLab(parts) };
}
