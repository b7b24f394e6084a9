import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeLimit } from '../../../../src/extension/commands/change-limit.ts';
import { freeze } from '../../../../src/extension/commands/freeze.ts';
import { sendSignal } from '../../../../src/extension/commands/send-signal.ts';
import { thaw } from '../../../../src/extension/commands/thaw.ts';
import { commandsOnTree, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer } from '../support/facts.ts';

const MEANT = { containerId: 'docker:web', pid: 14008, startTime: 100 };

let parts: TreeCommandLab;

beforeEach(async () => {
  parts = await commandsOnTree([aContainer('web')]);
});

afterEach(() => parts.tree.dispose());

describe.each([
  ['sendSignal', sendSignal, MEANT],
  ['freeze', freeze, MEANT],
  ['thaw', thaw, MEANT],
  ['changeLimit', changeLimit, { ...MEANT, limit: 'memory', value: '96M' }],
] as const)('%s', (_, command, outside) => {
  it.each(['row', 'palette', 'outside'] as const)('changes nothing where the setting is off (%s)', async (from) => {
    const { lab, helper, screen } = parts;
    lab.refusal = 'setting';
    lab.ui.presses.push('Open Setting');
    const asked = helper.asked.length;
    await lab.run(command, ...{ row: [screen.node('web')], palette: [], outside: [outside] }[from]);
    expect(lab.ui.notices[0]?.text).toMatch(/^Changes are switched off/);
    expect([lab.ui.done, helper.asked.length - asked]).toEqual([['setting containerInternals.allowChanges'], 0]);
  });

  it('changes nothing where the workspace is not trusted', async () => {
    const { lab, screen } = parts;
    lab.refusal = 'untrusted';
    lab.ui.presses.push('Manage Workspace Trust');
    await lab.run(command, screen.node('web'));
    expect(lab.ui.notices[0]?.text).toMatch(/not trusted/);
    expect([lab.ui.done, lab.ui.titles]).toEqual([['trust'], []]);
  });

  it('offers a restart where the helper works with the right to read only', async () => {
    const { lab, helper, screen } = parts;
    helper.run('inspect');
    lab.ui.presses.push('Restart Helper');
    await lab.run(command, screen.node('web'));
    expect(lab.ui.notices[0]?.text).toMatch(/right to read only/);
    expect([helper.restarts, lab.ui.titles]).toEqual([1, []]);
  });
});
