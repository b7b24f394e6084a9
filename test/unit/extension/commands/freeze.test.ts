import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freeze } from '../../../../src/extension/commands/freeze.ts';
import { thaw } from '../../../../src/extension/commands/thaw.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import { commandsOnTree, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer, aSandbox, text } from '../support/facts.ts';

const INIT = { pid: 14008, startTime: 100 };

let parts: TreeCommandLab;

beforeEach(async () => {
  parts = await commandsOnTree([
    aContainer('web'),
    aContainer('iced', { state: 'frozen', runtime: 'runc' }),
    aSandbox('sand', { init: { pid: 17320, startTime: 1 } }),
  ]);
  parts.helper.answerTo('container/freeze', ({ frozen }) => ({
    state: frozen ? 'frozen' : 'running',
    by: 'docker',
    unknownToRuntime: false,
  }));
});

afterEach(() => parts.tree.dispose());

describe('freeze and thaw', () => {
  it('do it without a question, tell who knows of it, and offer the way back', async () => {
    const { lab, screen } = parts;
    lab.ui.presses.push('Thaw');
    await lab.run(freeze, screen.node('web'));
    expect(lab.ui.questions).toEqual([]);
    expect(lab.ui.progress).toEqual(['Freezing web…', 'Thawing web…']);
    expect(lab.ui.notices).toEqual([
      { text: 'web is frozen. Docker knows it as paused.', level: 'information', buttons: ['Thaw'] },
      { text: 'web runs again. Docker knows it as running.', level: 'information', buttons: [] },
    ]);
    expect(lab.paramsOf('container/freeze')).toEqual([
      { containerId: 'docker:web', init: INIT, frozen: true },
      { containerId: 'docker:web', init: INIT, frozen: false },
    ]);
  });

  it.each([
    [
      true,
      { state: 'frozen', by: 'kernel', unknownToRuntime: true },
      'web is frozen. The kernel holds it; Docker does not know.',
    ],
    [true, { state: 'frozen', by: 'kernel', unknownToRuntime: false }, 'web is frozen.'],
    [true, { state: 'running', by: 'kernel', unknownToRuntime: false }, 'web still runs: it was not frozen.'],
    [
      false,
      { state: 'running', by: 'kernel', unknownToRuntime: true },
      'web runs again. The kernel did it; Docker does not know.',
    ],
    [false, { state: 'running', by: 'podman', unknownToRuntime: false }, 'web runs again. Podman knows it as running.'],
    [
      false,
      { state: 'frozen', by: 'kernel', unknownToRuntime: false, heldBy: text('/docker') },
      'web was thawed, but is still frozen, by /docker above it: thaw that one.',
    ],
    [false, { state: 'frozen', by: 'kernel', unknownToRuntime: false }, 'web was thawed, but is still frozen.'],
  ] as const)('tell what the kernel says afterwards: %s, %j', async (frozen, result, words) => {
    const { lab, helper, screen } = parts;
    helper.answer('container/freeze', () => result);
    await lab.run(frozen ? freeze : thaw, screen.node('web'));
    const isDone = (result.state === 'frozen') === frozen;
    expect(lab.ui.notices).toEqual([
      { text: words, level: isDone ? 'information' : 'warning', buttons: frozen && isDone ? ['Thaw'] : [] },
    ]);
  });

  it('take all selected rows, and tell which of them failed', async () => {
    const { lab, helper, screen } = parts;
    const rows = [screen.node('web'), screen.node('sand')];
    helper.answerTo('container/freeze', ({ containerId }) => {
      if (containerId === 'docker:web') return { state: 'frozen', by: 'docker', unknownToRuntime: false };
      throw new HelperError({ code: 'UNSUPPORTED', operation: 'container/freeze' }, 'no freezer');
    });
    await lab.run(freeze, rows[0], rows);
    expect(lab.ui.notices).toEqual([
      {
        text:
          'web is frozen. Docker knows it as paused. ' +
          'Freezing sand failed. This kernel, or this container, does not have that.',
        level: 'warning',
        buttons: ['Thaw'],
      },
    ]);
  });

  it('offer from the palette what can be frozen or thawed', async () => {
    const { lab } = parts;
    lab.ui.picks.push('web', 'iced');
    await lab.run(freeze);
    expect(lab.ui.rows).toEqual(['web | docker · pid 14008', 'sand | bwrap · pid 17320']);
    await lab.run(thaw);
    expect(lab.ui.rows).toEqual(['iced | runc · pid 14008']);
    expect(lab.paramsOf('container/freeze')).toMatchObject([
      { containerId: 'docker:web', frozen: true },
      { containerId: 'docker:iced', frozen: false },
    ]);
  });

  it('offer from the palette the selected containers first, and do nothing to them unasked', async () => {
    const { lab, screen } = parts;
    lab.selection = [screen.node('sand')];
    await lab.run(freeze);
    expect(lab.paramsOf('container/freeze')).toEqual([]);
    expect(lab.ui.titles).toEqual(['Freeze']);
    expect(lab.ui.rows).toEqual(['sand | selected · bwrap · pid 17320', 'web | docker · pid 14008']);
    lab.ui.picks.push('web');
    await lab.run(freeze);
    expect(lab.paramsOf('container/freeze')).toMatchObject([{ containerId: 'docker:web' }]);
  });

  it('offer from the palette all selected containers as one, by their names', async () => {
    const { lab, screen } = parts;
    lab.selection = [screen.node('sand'), screen.node('iced'), screen.node('web')];
    lab.ui.picks.push('All 2 selected containers');
    await lab.run(freeze);
    expect(lab.ui.rows).toEqual([
      'All 2 selected containers | sand and web',
      'sand | selected · bwrap · pid 17320',
      'web | selected · docker · pid 14008',
    ]);
    expect(lab.paramsOf('container/freeze')).toMatchObject([
      { containerId: 'pidns:sand' },
      { containerId: 'docker:web' },
    ]);
  });

  it('say so where nothing is frozen', async () => {
    const { lab, helper } = parts;
    helper.change([], ['docker:iced']);
    await lab.run(thaw);
    expect(lab.ui.warnings).toEqual(['No container is frozen.']);
  });

  it('ask where another extension calls, and take only what is there', async () => {
    const { lab } = parts;
    const meant = { containerId: 'docker:web', pid: 14008, startTime: 100 };
    await lab.run(freeze, meant);
    expect(lab.ui.questions).toMatchObject([{ message: 'Freeze web?', buttons: ['Freeze'] }]);
    await lab.run(freeze, { ...meant, startTime: 101 });
    expect([lab.ui.warnings.length, lab.paramsOf('container/freeze')]).toEqual([1, []]);
    lab.ui.answers.push('Thaw');
    await lab.run(thaw, meant);
    expect(lab.paramsOf('container/freeze')).toEqual([{ containerId: 'docker:web', init: INIT, frozen: false }]);
  });
});

describe('the row of a frozen container', () => {
  it('says so to the menus, until it is thawed', async () => {
    const { screen, helper } = parts;
    expect(screen.row('iced').context).toMatch(/^container .*\bfrozen$/);
    expect(screen.row('web').context).not.toContain('frozen');
    helper.change([aContainer('iced', { runtime: 'runc' })]);
    await screen.settle();
    expect(screen.row('iced').context).not.toContain('frozen');
  });
});
