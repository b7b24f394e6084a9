import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHANGES_OF_PAGE } from '../../../../src/extension/commands/page-changes.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { Knob } from '../../../../src/shared/model/knob.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import { PAGE_CHANGES } from '../../../../src/shared/protocol/limits-page.ts';
import { commandsOnTree, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer, aProcess, text } from '../support/facts.ts';
import { someForecasts, HANDLED } from '../support/forecasts.ts';

const WEB = aContainer('web');
const KNOBS: readonly Knob[] = ['memory.max', 'pids.max'].map((file) => ({
  key: `2/${file}`,
  controller: 'memory',
  version: 2,
  file: text(file),
  path: { text: text(`/sys/fs/cgroup/${file}`) },
  value: read({ lines: [text('50')], cut: false }),
  setting: true,
}));

let parts: TreeCommandLab;

beforeEach(async () => {
  parts = await commandsOnTree([WEB, aContainer('db')]);
  const { helper } = parts;
  helper.answer('container/knobs', () => ({ controllers: [], knobs: KNOBS, omitted: 0 }));
  helper.answer('container/processes', () => ({ processes: [aProcess(14008, 1), aProcess(14031, 1)], omitted: 0 }));
  helper.answer('signal/forecast', () => someForecasts(HANDLED));
});

afterEach(() => parts.tree.dispose());

describe('what a page begins', () => {
  it('is about its container, whatever is selected', async () => {
    const { lab, screen } = parts;
    lab.selection = [screen.node('db')];
    lab.ui.picks.push('14031 → 24');
    await CHANGES_OF_PAGE.sendSignal(lab.context, WEB);
    await CHANGES_OF_PAGE.changeLimit(lab.context, WEB);
    expect(lab.ui.titles).toEqual([
      'Send signal to web: to whom?',
      'Send signal to nginx: PID 14031, PID 24 of its namespace',
      'Change which limit of web?',
    ]);
  });

  it.each(PAGE_CHANGES)('is nothing where changes are not allowed: %s', async (what) => {
    const { lab, helper } = parts;
    lab.refusal = 'setting';
    const asked = helper.asked.length;
    await CHANGES_OF_PAGE[what](lab.context, WEB);
    expect(lab.ui.notices[0]?.text).toMatch(/^Changes are switched off/);
    expect([lab.ui.titles, helper.asked.length - asked]).toEqual([[], 0]);
  });

  it.each(PAGE_CHANGES)('says what went wrong: %s', async (what) => {
    const { lab, helper } = parts;
    const gone = new HelperError({ code: 'GONE', operation: 'x' }, 'no');
    helper.fail('container/processes', gone);
    helper.fail('container/knobs', gone);
    await CHANGES_OF_PAGE[what](lab.context, WEB);
    expect(lab.ui.warnings).toEqual([expect.stringMatching(/The container ended\.$/)]);
  });
});
