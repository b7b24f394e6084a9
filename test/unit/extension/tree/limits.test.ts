import { afterEach, describe, expect, it, vi } from 'vitest';
import { HelperError } from '../../../../src/shared/errors.ts';
import { unread } from '../../../../src/shared/model/reading.ts';
import { aContainer, aMemory, someLimits, text } from '../support/facts.ts';
import { LIMITS_DELAY, showTree, type TreeLab } from '../support/tree-lab.ts';

let lab: TreeLab | undefined;

afterEach(() => {
  lab?.tree.dispose();
  lab = undefined;
});

async function showLimits(): Promise<TreeLab> {
  lab = await showTree([aContainer('a')]);
  await lab.screen.expand('a');
  await lab.screen.expand('a', 'Limits');
  return lab;
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LIMITS_DELAY * 3));
}

function asked({ helper }: TreeLab): number {
  return helper.countOf('container/limits');
}

describe('limits', () => {
  it('say use, limit and who sets it', async () => {
    const { screen } = await showLimits();
    expect(screen.lines().slice(4)).toEqual([
      '    Memory | 12 MiB of 64 MiB · its own limit',
      '    CPU | 3 % of 0.5 CPU · set by docker.slice',
      '    Processes | 3 · no limit',
      '    CPU set | 0-3,8 (5 CPUs) · its own limit',
      '    I/O | off',
    ]);
  });

  it('name the files that they come from', async () => {
    const { screen } = await showLimits();
    expect(screen.row('a', 'Limits', 'Memory').tooltip).toEqual([
      'Memory: 12 MiB of 64 MiB',
      'Set by: /docker/2d85',
      'Limit from: /sys/fs/cgroup/memory/docker/2d85/memory.limit_in_bytes',
      'Use from: /sys/fs/cgroup/memory/docker/2d85/memory.usage_in_bytes',
    ]);
  });

  it('say that threads count as processes', async () => {
    const { screen } = await showLimits();
    expect(screen.row('a', 'Limits', 'Processes').tooltip).toEqual(['Processes: 3 · no limit', 'Threads count too.']);
  });

  it('are marked as locked where they need root, and name the root cgroup', async () => {
    lab = await showTree([aContainer('a')]);
    lab.helper.answer('container/limits', () => ({
      limits: [
        aMemory({ limit: unread('permission'), use: unread('permission') }),
        { ...aMemory(), resource: 'pids', own: false, setBy: { text: text('/') } },
      ],
    }));
    await lab.screen.expand('a');
    await lab.screen.expand('a', 'Limits');
    expect(lab.screen.row('a', 'Limits', 'Memory')).toMatchObject({ description: 'needs root', icon: { id: 'lock' } });
    expect(lab.screen.row('a', 'Limits', 'Processes').description).toMatch(/ · set by the root cgroup$/);
  });

  it('are read again and again while somebody looks, and only what is different is touched', async () => {
    const shown = await showLimits();
    shown.helper.answer('container/limits', () => ({ limits: someLimits(0.25) }));
    shown.screen.takeRefreshed();
    await vi.waitFor(() => expect(asked(shown)).toBeGreaterThan(2));
    await shown.screen.settle();
    expect(shown.screen.row('a', 'Limits', 'CPU').description).toBe('50 % of 0.5 CPU · set by docker.slice');
    expect(shown.screen.takeRefreshed()).toEqual(['container/docker:a/limits/cpu']);
  });

  it('wait for the answer before they ask again', async () => {
    const shown = await showLimits();
    shown.helper.hold('container/limits');
    await vi.waitFor(() => expect(asked(shown)).toBe(2));
    await pause();
    expect(asked(shown)).toBe(2);
  });

  it.each<[string, (shown: TreeLab) => unknown]>([
    ['they are collapsed', ({ screen }) => screen.collapse('a', 'Limits')],
    ['their container is collapsed', ({ screen }) => screen.collapse('a')],
    ['the view is hidden', ({ tree }) => tree.setVisible(false)],
    ['the container ends', ({ helper }) => helper.change([], ['docker:a'])],
    ['the helper goes', ({ helper }) => helper.setState({ kind: 'starting' })],
    ['the tree ends', ({ tree }) => tree.dispose()],
  ])('are not read any more when %s', async (_, stop) => {
    const shown = await showLimits();
    await stop(shown);
    const before = asked(shown);
    await pause();
    expect(asked(shown)).toBe(before);
  });

  it('are not read any more after an answer that comes too late', async () => {
    const shown = await showLimits();
    shown.helper.hold('container/limits');
    await vi.waitFor(() => expect(asked(shown)).toBe(2));
    shown.tree.setVisible(false);
    shown.helper.release('container/limits');
    shown.helper.asked.at(-1)?.settle();
    await pause();
    expect(asked(shown)).toBe(2);
  });

  it('are read again when the view is back', async () => {
    const shown = await showLimits();
    shown.tree.setVisible(false);
    const before = asked(shown);
    shown.tree.setVisible(true);
    expect(asked(shown)).toBe(before + 1);
  });

  it('do not end at a failed reading', async () => {
    lab = await showTree([aContainer('a')]);
    lab.helper.fail('container/limits', new HelperError({ code: 'TIMEOUT', operation: 'read' }, 'late'));
    await lab.screen.expand('a');
    await lab.screen.expand('a', 'Limits');
    expect(lab.screen.lines().at(-1)).toMatch(/did not answer in time/);
    lab.helper.answer('container/limits', () => ({ limits: someLimits() }));
    await vi.waitFor(() => expect(lab?.screen.lines()).toHaveLength(9));
  });
});
