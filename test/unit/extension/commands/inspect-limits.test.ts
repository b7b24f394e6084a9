import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inspectLimits } from '../../../../src/extension/commands/inspect-limits.ts';
import { Inventory } from '../../../../src/extension/inventory/inventory.ts';
import { CommandLab, commandsOnTree, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer, aProcess, aSandbox, text } from '../support/facts.ts';
import { FakeHelperApi } from '../support/fake-helper-api.ts';
import { MemoryLog } from '../support/memory-log.ts';

describe('inspect limits, on rows', () => {
  let lab: TreeCommandLab;
  let opened: string[];
  let warnings: string[];

  const run = (...args: readonly unknown[]) => lab.lab.run(inspectLimits, ...args);

  beforeEach(async () => {
    const inner = aContainer('inner', { parent: 'docker:web' });
    lab = await commandsOnTree([aContainer('web'), inner, aSandbox('sand')], { groupBy: 'runtime' });
    lab.helper.answer('container/processes', () => ({ processes: [aProcess(14031, 1)], omitted: 0 }));
    opened = lab.lab.done;
    warnings = lab.lab.ui.warnings;
  });

  afterEach(() => lab.tree.dispose());

  it('shows the container that the row stands for or belongs to', async () => {
    const { screen } = lab;
    await screen.expand('Docker', 'web');
    for (const part of ['Processes', 'Namespaces', 'Limits']) await screen.expand('Docker', 'web', part);
    const rows = [[], ['Limits'], ['Limits', 'CPU'], ['Namespaces', 'net'], ['Processes', '14031 → 24'], ['inner']];
    for (const row of rows) await run(screen.node('Docker', 'web', ...row));
    await run(screen.node('bubblewrap', 'sand'));
    expect(opened).toEqual([...Array<string>(5).fill('open docker:web'), 'open docker:inner', 'open pidns:sand']);
  });

  it('shows each of the selected containers, once', async () => {
    const { screen } = lab;
    await screen.expand('Docker', 'web');
    lab.lab.selection = [
      screen.node('Docker', 'web'),
      screen.node('Docker', 'web', 'Limits'),
      screen.node('bubblewrap', 'sand'),
    ];
    await run();
    await run(lab.lab.selection[0], lab.lab.selection);
    expect(opened).toEqual(['open docker:web', 'open pidns:sand', 'open docker:web', 'open pidns:sand']);
  });

  it('opens no flood of tabs', async () => {
    const many = Array.from({ length: 11 }, (_, index) => aContainer(`c${index}`));
    lab.helper.change(many);
    await lab.screen.settle();
    lab.lab.selection = many.map(({ name }) => lab.screen.node('Docker', name));
    await run();
    expect([opened, warnings]).toEqual([[], ['11 containers are selected. Select at most 10.']]);
  });

  it('says so where the row has no container, or one that ended', async () => {
    const web = lab.screen.node('Docker', 'web');
    await run(lab.screen.node('Docker'));
    lab.helper.change([], ['docker:web']);
    await run(web);
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
    lab.lab.selection = [lab.screen.node('Docker', 'web')];
    await run(argument);
    expect([opened, warnings.length, lab.lab.ui.offered.length]).toEqual([[], 1, 0]);
    await run(lab.lab.selection[0], [lab.lab.selection[0], argument]);
    expect(opened).toEqual(['open docker:web']);
  });
});

describe('inspect limits, from the palette', () => {
  let helper: FakeHelperApi;
  let inventory: Inventory;
  let lab: CommandLab;

  const run = () => lab.run(inspectLimits);

  beforeEach(() => {
    vi.useFakeTimers();
    helper = new FakeHelperApi();
    helper.containers = [
      aSandbox('a sandbox', { launcher: text('bwrap'), init: { pid: 17320, startTime: 1 } }),
      aContainer('web10'),
      aContainer('web9', { runtime: 'nspawn' }),
    ];
    inventory = new Inventory(helper, new MemoryLog());
    lab = new CommandLab({ helper, inventory });
  });

  afterEach(() => {
    inventory.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('offers all containers', async () => {
    helper.run();
    lab.ui.picks.push('web10');
    await run();
    expect(lab.ui.rows).toEqual([
      'web9 | systemd-nspawn · pid 14008',
      'web10 | docker · pid 14008',
      'a sandbox | bwrap · pid 17320',
    ]);
    expect([lab.done, lab.ui.waits, inventory.isCurrent]).toEqual([['open docker:web10'], 0, false]);
  });

  it('opens nothing where the user chooses nothing', async () => {
    helper.run();
    await run();
    expect([lab.done, lab.ui.warnings, lab.ui.offered.length]).toEqual([[], [], 3]);
  });

  it('starts the helper and shows that it waits', async () => {
    lab.ui.picks.push('web9');
    const done = run();
    await vi.advanceTimersByTimeAsync(299);
    expect([helper.starts, lab.ui.waits]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(lab.ui.waits).toBe(1);
    helper.run();
    await done;
    expect(lab.done).toEqual(['open docker:web9']);
  });

  it('reads anew what was known when somebody looked last', async () => {
    helper.run();
    const earlier = inventory.watch();
    await vi.advanceTimersByTimeAsync(0);
    earlier.dispose();
    helper.containers = [aContainer('new')];
    await run();
    expect(lab.ui.rows.map((row) => row.split(' ')[0])).toEqual(['new']);
  });

  it('can be cancelled while it waits', async () => {
    lab.ui.cancels = true;
    const done = run();
    await vi.advanceTimersByTimeAsync(300);
    await done;
    expect([lab.done, lab.ui.warnings, lab.ui.offered]).toEqual([[], [], []]);
  });

  it('says so where there is no container', async () => {
    helper.containers = [];
    helper.run();
    await run();
    expect(lab.ui.warnings).toEqual(['No container runs on this machine. Start one, then try again.']);
  });

  it('says so where the containers cannot be read, now and not some time ago', async () => {
    helper.run();
    helper.fail('inventory/watch', new Error('EIO'));
    await run();
    expect(lab.ui.warnings).toHaveLength(1);
    helper.answer('inventory/watch', () => ({ sequence: 1, containers: helper.containers }));
    expect(inventory.hasFailed).toBe(true);
    helper.hold('inventory/watch');
    const done = run();
    await vi.advanceTimersByTimeAsync(100);
    helper.asked.at(-1)?.settle();
    await done;
    expect([lab.ui.warnings.length, lab.ui.offered.length]).toEqual([1, 3]);
  });

  it('starts a helper anew that was stopped, and says so where it stops again', async () => {
    const stopped = { kind: 'stopped', why: { kind: 'exit', code: 3, signal: null } } as const;
    helper.setState(stopped);
    const done = run();
    expect([helper.state.kind, helper.restarts]).toEqual(['starting', 1]);
    helper.setState(stopped);
    await vi.advanceTimersByTimeAsync(0);
    await done;
    expect(lab.ui.warnings).toEqual([
      'The containers could not be read. The log (Container Internals: Show Log) says why.',
    ]);
  });
});
