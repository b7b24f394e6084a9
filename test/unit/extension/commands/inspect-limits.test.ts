import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Choice, CommandContext } from '../../../../src/extension/commands/command.ts';
import { inspectLimits } from '../../../../src/extension/commands/inspect-limits.ts';
import { Inventory } from '../../../../src/extension/inventory/inventory.ts';
import type { TreeNode } from '../../../../src/extension/tree/node.ts';
import { aContainer, aProcess, aSandbox, text } from '../support/facts.ts';
import { FakeHelperApi } from '../support/fake-helper-api.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { showTree, type TreeLab } from '../support/tree-lab.ts';

let opened: string[];
let warnings: string[];
let choices: readonly Choice<unknown>[];
let chosen: unknown;
let selection: TreeNode[];
let waits: number;
let isCancelled: boolean;

beforeEach(() => {
  [opened, warnings, choices, selection] = [[], [], [], []];
  chosen = undefined;
  waits = 0;
  isCancelled = false;
});

interface Parts {
  readonly helper: FakeHelperApi;
  readonly inventory: Inventory;
  readonly tree?: TreeLab['tree'];
}

async function run({ helper, inventory, tree }: Parts, ...args: readonly unknown[]): Promise<void> {
  const context: CommandContext = {
    ui: {
      copy: () => Promise.resolve(),
      tell: () => undefined,
      warn: (line) => void warnings.push(line),
      choose: <T>(_: string, offered: readonly Choice<T>[]) => {
        choices = offered;
        return Promise.resolve(chosen as T | undefined);
      },
      waitFor: (_, done) => {
        waits++;
        return isCancelled ? Promise.resolve(false) : done.then(() => true);
      },
      showLog: () => undefined,
    },
    helper,
    inventory,
    tree: {
      arrangement: { groupBy: 'none', showSandboxes: true },
      refresh: () => undefined,
      isNode: (value): value is TreeNode => tree?.isNode(value) === true,
    },
    view: { selection },
    pages: { open: (id) => void opened.push(id) },
    writeArrangement: () => Promise.resolve(),
  };
  await inspectLimits(context, ...args);
}

describe('inspect limits, on rows', () => {
  let lab: TreeLab;

  beforeEach(async () => {
    const inner = aContainer('inner', { parent: 'docker:web' });
    lab = await showTree([aContainer('web'), inner, aSandbox('sand')], { groupBy: 'runtime' });
    lab.helper.answer('container/processes', () => ({ processes: [aProcess(14031, 1)], omitted: 0 }));
  });

  afterEach(() => lab.tree.dispose());

  it('shows the container that the row stands for or belongs to', async () => {
    const { screen } = lab;
    await screen.expand('Docker', 'web');
    for (const part of ['Processes', 'Namespaces', 'Limits']) await screen.expand('Docker', 'web', part);
    const rows = [[], ['Limits'], ['Limits', 'CPU'], ['Namespaces', 'net'], ['Processes', '14031 → 24'], ['inner']];
    for (const row of rows) await run(lab, screen.node('Docker', 'web', ...row));
    await run(lab, screen.node('bubblewrap', 'sand'));
    expect(opened).toEqual([...Array<string>(5).fill('docker:web'), 'docker:inner', 'pidns:sand']);
  });

  it('shows each of the selected containers, once', async () => {
    const { screen } = lab;
    await screen.expand('Docker', 'web');
    selection = [
      screen.node('Docker', 'web'),
      screen.node('Docker', 'web', 'Limits'),
      screen.node('bubblewrap', 'sand'),
    ];
    await run(lab);
    await run(lab, selection[0], selection);
    expect(opened).toEqual(['docker:web', 'pidns:sand', 'docker:web', 'pidns:sand']);
  });

  it('opens no flood of tabs', async () => {
    const many = Array.from({ length: 11 }, (_, index) => aContainer(`c${index}`));
    lab.helper.change(many);
    await lab.screen.settle();
    selection = many.map(({ name }) => lab.screen.node('Docker', name));
    await run(lab);
    expect([opened, warnings]).toEqual([[], ['11 containers are selected. Select at most 10.']]);
  });

  it('says so where the row has no container, or one that ended', async () => {
    const web = lab.screen.node('Docker', 'web');
    await run(lab, lab.screen.node('Docker'));
    lab.helper.change([], ['docker:web']);
    await run(lab, web);
    expect(opened).toEqual([]);
    expect(warnings).toEqual([
      'This row belongs to no container. Select one in the Containers view.',
      'The container ended meanwhile. Select another one.',
    ]);
  });

  it.each([
    ['docker:web'],
    [{ containerId: 'docker:web' }],
    [{ subject: { kind: 'container', container: aContainer('web') } }],
    [{ pid: 1 }],
    [1],
    [null],
    [[]],
  ])('takes no argument that is no row: %j', async (argument) => {
    selection = [lab.screen.node('Docker', 'web')];
    await run(lab, argument);
    expect([opened, warnings.length, choices.length]).toEqual([[], 1, 0]);
    await run(lab, selection[0], [selection[0], argument]);
    expect(opened).toEqual(['docker:web']);
  });
});

describe('inspect limits, from the palette', () => {
  let helper: FakeHelperApi;
  let inventory: Inventory;

  beforeEach(() => {
    vi.useFakeTimers();
    helper = new FakeHelperApi();
    helper.containers = [
      aSandbox('a sandbox', { launcher: text('bwrap'), init: { pid: 17320, startTime: 1 } }),
      aContainer('web10'),
      aContainer('web9', { runtime: 'nspawn' }),
    ];
    inventory = new Inventory(helper, new MemoryLog());
  });

  afterEach(() => {
    inventory.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('offers all containers', async () => {
    helper.run();
    chosen = 'docker:web10';
    await run({ helper, inventory });
    expect(choices.map(({ label, description }) => `${label} | ${description}`)).toEqual([
      'web9 | systemd-nspawn · pid 14008',
      'web10 | docker · pid 14008',
      'a sandbox | bwrap · pid 17320',
    ]);
    expect([opened, waits, inventory.isCurrent]).toEqual([['docker:web10'], 0, false]);
  });

  it('opens nothing where the user chooses nothing', async () => {
    helper.run();
    await run({ helper, inventory });
    expect([opened, warnings, choices.length]).toEqual([[], [], 3]);
  });

  it('starts the helper and shows that it waits', async () => {
    chosen = 'docker:web9';
    const done = run({ helper, inventory });
    await vi.advanceTimersByTimeAsync(299);
    expect([helper.starts, waits]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(waits).toBe(1);
    helper.run();
    await done;
    expect(opened).toEqual(['docker:web9']);
  });

  it('reads anew what was known when somebody looked last', async () => {
    helper.run();
    const earlier = inventory.watch();
    await vi.advanceTimersByTimeAsync(0);
    earlier.dispose();
    helper.containers = [aContainer('new')];
    await run({ helper, inventory });
    expect(choices.map(({ label }) => label)).toEqual(['new']);
  });

  it('can be cancelled while it waits', async () => {
    isCancelled = true;
    const done = run({ helper, inventory });
    await vi.advanceTimersByTimeAsync(300);
    await done;
    expect([opened, warnings, choices]).toEqual([[], [], []]);
  });

  it('says so where there is no container', async () => {
    helper.containers = [];
    helper.run();
    await run({ helper, inventory });
    expect(warnings).toEqual(['No container runs on this machine. Start one, then try again.']);
  });

  it('says so where the containers cannot be read, now and not some time ago', async () => {
    helper.run();
    helper.fail('inventory/watch', new Error('EIO'));
    await run({ helper, inventory });
    expect(warnings).toHaveLength(1);
    helper.answer('inventory/watch', () => ({ sequence: 1, containers: helper.containers }));
    expect(inventory.hasFailed).toBe(true);
    helper.hold('inventory/watch');
    const done = run({ helper, inventory });
    await vi.advanceTimersByTimeAsync(100);
    helper.asked.at(-1)?.settle();
    await done;
    expect([warnings.length, choices.length]).toEqual([1, 3]);
  });

  it('starts a helper anew that was stopped, and says so where it stops again', async () => {
    const stopped = { kind: 'stopped', why: { kind: 'exit', code: 3, signal: null } } as const;
    helper.setState(stopped);
    const done = run({ helper, inventory });
    expect([helper.state.kind, helper.restarts]).toEqual(['starting', 1]);
    helper.setState(stopped);
    await vi.advanceTimersByTimeAsync(0);
    await done;
    expect(warnings).toEqual(['The containers could not be read. The log (Container Internals: Show Log) says why.']);
  });
});
