import { describe, expect, it, vi } from 'vitest';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { Process } from '../../../../src/shared/model/process.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import { aContainer, aProcess, text } from '../support/facts.ts';
import { RETRY_DELAY, showTree, type TreeLab } from '../support/tree-lab.ts';

const A = aContainer('a');
const LATE = new HelperError({ code: 'TIMEOUT', operation: 'read' }, 'late');

async function showProcesses(processes: readonly Process[], omitted = 0) {
  const lab = await showTree([A]);
  lab.helper.answer('container/processes', () => ({ processes, omitted }));
  await lab.screen.expand('a');
  await lab.screen.expand('a', 'Processes');
  lab.screen.takeRefreshed();
  return lab;
}

/** The lines below "Processes", without their first indent. */
function processLines(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('    ')).map((line) => line.slice(4));
}

describe('processes', () => {
  it('are not read before somebody looks', async () => {
    const { screen, helper } = await showTree([A]);
    await screen.expand('a');
    expect(screen.row('a', 'Processes').description).toBe('3');
    expect(helper.countOf('container/processes')).toBe(0);
  });

  it('stand below their parents, with all their pids', async () => {
    const { screen } = await showProcesses([
      aProcess(14008, 14000, { pids: read([14008, 7, 1]) }),
      aProcess(14031, 14008),
      aProcess(14040, 14031, { pids: read([14040]) }),
      aProcess(14032, 14008, { pids: unread('gone') }),
      aProcess(14500, 13000),
    ]);
    expect(processLines(screen.lines())).toEqual([
      '14008 → 7 → 1 | nginx: worker 14008',
      '  14031 → 24 | nginx: worker 14031',
      '    14040 | nginx: worker 14040',
      '  14032 | nginx: worker 14032',
      '14500 → 493 | nginx: worker 14500',
    ]);
  });

  it('shows what has no command line, and states out of the ordinary', async () => {
    const { screen } = await showProcesses([
      aProcess(1, 0, { commandLine: read(text('')), pids: read([1]) }),
      aProcess(2, 0, { commandLine: read(text('')), state: 'zombie', pids: read([2]) }),
      aProcess(3, 0, { commandLine: unread('permission'), pids: read([3]) }),
      aProcess(4, 0, { state: 'stopped', pids: read([4]) }),
    ]);
    expect(processLines(screen.lines())).toEqual([
      '1 | [nginx]',
      '2 | [nginx] · zombie',
      '3 | [nginx] · command line: needs root',
      '4 | nginx: worker 4 · stopped',
    ]);
    const icons = ['1', '2', '4'].map((pid) => screen.row('a', 'Processes', pid).icon?.id);
    expect(new Set(icons).size).toBe(3);
  });

  it('says how many are left out', async () => {
    const { screen } = await showProcesses([aProcess(14008, 1)], 1234);
    expect(processLines(screen.lines()).at(-1)).toBe('… and 1234 more');
  });

  it('are read again when one came or went, and only then', async () => {
    const { screen, helper } = await showProcesses([aProcess(14008, 1)]);
    helper.change([aContainer('a', { image: text('other') })]);
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(1);
    const before = screen.node('a', 'Processes', '14008 → 1');
    helper.answer('container/processes', () => ({
      processes: [aProcess(14008, 1), aProcess(14009, 1)],
      omitted: 0,
    }));
    helper.change([aContainer('a', { image: text('other'), processRevision: 2 })]);
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(2);
    expect(screen.node('a', 'Processes', '14008 → 1')).toBe(before);
    expect(processLines(screen.lines())).toHaveLength(2);
  });

  it('show the first child of a process at once, and keep its row from then on', async () => {
    const { screen, helper } = await showProcesses([aProcess(14008, 1)]);
    const show = async (processRevision: number, ...processes: Process[]) => {
      helper.answer('container/processes', () => ({ processes, omitted: 0 }));
      helper.change([aContainer('a', { processRevision })]);
      await screen.settle();
      return screen.node('a', 'Processes', '14008 → 1');
    };
    const parent = await show(2, aProcess(14008, 1), aProcess(14009, 14008));
    expect(processLines(screen.lines())).toHaveLength(2);
    expect(await show(3, aProcess(14008, 1))).toBe(parent);
    expect(await show(4, aProcess(14008, 1), aProcess(14010, 14008))).toBe(parent);
    expect(processLines(screen.lines())).toHaveLength(2);
  });

  it('are not read again while they are closed or nobody looks, but afterwards', async () => {
    const { screen, helper, tree } = await showProcesses([aProcess(14008, 1)]);
    await screen.collapse('a', 'Processes');
    helper.change([aContainer('a', { processRevision: 2 })]);
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(1);
    await screen.expand('a', 'Processes');
    expect(helper.countOf('container/processes')).toBe(2);
    await screen.collapse('a');
    helper.change([aContainer('a', { processRevision: 3 })]);
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(2);
    await screen.expand('a');
    expect(helper.countOf('container/processes')).toBe(3);
    tree.setVisible(false);
    helper.change([aContainer('a', { processRevision: 4 })]);
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(3);
    tree.setVisible(true);
    expect(helper.countOf('container/processes')).toBe(4);
  });

  it('ask one question at a time, and once more for what changed meanwhile', async () => {
    const { screen, helper } = await showProcesses([aProcess(14008, 1)]);
    helper.hold('container/processes');
    for (const processRevision of [2, 3, 4]) helper.change([aContainer('a', { processRevision })]);
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(2);
    helper.release('container/processes');
    helper.asked.findLast(({ method }) => method === 'container/processes')?.settle();
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(3);
  });

  it('touch only what is different', async () => {
    const list = [aProcess(14008, 1), aProcess(14009, 14008), aProcess(14010, 1)];
    const { screen, helper } = await showProcesses(list);
    const stopped = list.map((one) => (one.pid === 14009 ? { ...one, state: 'stopped' as const } : one));
    helper.answer('container/processes', () => ({ processes: stopped, omitted: 0 }));
    helper.change([aContainer('a', { processRevision: 2 })]);
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual([screen.node('a', 'Processes', '14008 → 1', '14009 → 2').id]);
  });

  it('a pid that is used again is another process', async () => {
    const { screen, helper } = await showProcesses([aProcess(14008, 1)]);
    const before = screen.node('a', 'Processes', '14008 → 1');
    helper.answer('container/processes', () => ({ processes: [aProcess(14008, 1, { startTime: 9 })], omitted: 0 }));
    helper.change([aContainer('a', { processRevision: 2 })]);
    await screen.settle();
    expect(screen.node('a', 'Processes', '14008 → 1')).not.toBe(before);
  });

  it('wait shortly for the first answer, then say so, then show it', async () => {
    const { screen, helper } = await showTree([A]);
    helper.hold('container/processes');
    helper.answer('container/processes', () => ({ processes: [aProcess(14008, 1)], omitted: 0 }));
    await screen.expand('a');
    await screen.expand('a', 'Processes');
    expect(processLines(screen.lines())).toEqual(['Reading…']);
    helper.asked.at(-1)?.settle();
    await screen.settle();
    expect(processLines(screen.lines())).toEqual(['14008 → 1 | nginx: worker 14008']);
  });

  it('say why there are none, and keep what was known', async () => {
    const { screen, helper, tree } = await showTree([A]);
    const refused = new HelperError({ code: 'PERMISSION', operation: 'open', errno: 'EACCES' }, 'no');
    helper.fail('container/processes', refused);
    await screen.expand('a');
    await screen.expand('a', 'Processes');
    expect(processLines(screen.lines())).toEqual(['The kernel refused: this needs root. (EACCES)']);
    helper.answer('container/processes', () => ({ processes: [aProcess(14008, 1)], omitted: 0 }));
    helper.change([aContainer('a', { processRevision: 2 })]);
    await screen.settle();
    expect(processLines(screen.lines())).toHaveLength(1);
    helper.fail('container/processes', refused);
    helper.change([aContainer('a', { processRevision: 3 })]);
    await screen.settle();
    expect(processLines(screen.lines())).toEqual(['14008 → 1 | nginx: worker 14008']);
    tree.dispose();
  });

  it('are asked for again after a failure, without touching what stays the same', async () => {
    const { screen, helper } = await showTree([A]);
    helper.fail('container/processes', LATE);
    await screen.expand('a');
    await screen.expand('a', 'Processes');
    expect(processLines(screen.lines())).toEqual(['The kernel did not answer in time. It is tried again in a moment.']);
    screen.takeRefreshed();
    await vi.waitFor(() => expect(helper.countOf('container/processes')).toBeGreaterThan(2));
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual([]);
    helper.answer('container/processes', () => ({ processes: [aProcess(14008, 1)], omitted: 0 }));
    await vi.waitFor(() => expect(processLines(screen.lines())).toEqual(['14008 → 1 | nginx: worker 14008']));
    const asked = helper.countOf('container/processes');
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY * 3));
    expect(helper.countOf('container/processes')).toBe(asked);
  });

  it.each<[string, (lab: TreeLab) => unknown]>([
    ['they are collapsed', ({ screen }) => screen.collapse('a', 'Processes')],
    ['the view is hidden', ({ tree }) => tree.setVisible(false)],
    ['the container ends', ({ helper }) => helper.change([], [A.id])],
    ['the helper goes', ({ helper }) => helper.setState({ kind: 'starting' })],
    ['the tree ends', ({ tree }) => tree.dispose()],
  ])('are not asked for again after a failure when %s', async (_, stop) => {
    const lab = await showTree([A]);
    lab.helper.fail('container/processes', LATE);
    await lab.screen.expand('a');
    await lab.screen.expand('a', 'Processes');
    await stop(lab);
    const asked = lab.helper.countOf('container/processes');
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY * 3));
    expect(lab.helper.countOf('container/processes')).toBe(asked);
  });

  it('are read anew on refresh, where somebody sees them', async () => {
    const { screen, helper, tree } = await showProcesses([aProcess(14008, 1)]);
    helper.hold('container/processes');
    tree.refresh();
    expect(helper.countOf('container/processes')).toBe(2);
    // An answer that was asked for before may be older than the refresh.
    tree.refresh();
    helper.release('container/processes');
    helper.asked.at(-1)?.settle();
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(3);
    await screen.collapse('a', 'Processes');
    tree.refresh();
    expect(helper.countOf('container/processes')).toBe(3);
  });

  it('are read again from a helper that was restarted', async () => {
    const { screen, helper } = await showProcesses([aProcess(14008, 1)]);
    helper.setState({ kind: 'restarting', attempt: 1, delay: 1, why: { kind: 'broken', message: 'x' } });
    await screen.settle();
    expect(processLines(screen.lines())).toHaveLength(1);
    helper.run();
    await screen.settle();
    expect(helper.countOf('container/processes')).toBe(2);
  });

  it('bear parents that name each other, and chains without end', async () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      aProcess(index + 100, index + 99, { pids: read([index]) }),
    );
    const { screen } = await showProcesses([aProcess(10, 11), aProcess(11, 10), aProcess(12, 12), ...chain]);
    const lines = processLines(screen.lines());
    expect(lines).toHaveLength(5003);
    expect(Math.max(...lines.map((line) => line.search(/\S/)))).toBeLessThanOrEqual(100);
  });
});
