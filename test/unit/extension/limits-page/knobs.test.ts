import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unread } from '../../../../src/shared/model/reading.ts';
import { aContainer, text } from '../support/facts.ts';
import { FakeWorkbench } from '../support/fake-workbench.ts';
import { aKnob, LimitsLab, ofKind, pass, someKnobs } from '../support/limits-lab.ts';

const current = vi.hoisted((): { workbench: FakeWorkbench | undefined } => ({ workbench: undefined }));

vi.mock('vscode', async () => (await import('../support/mock-vscode.ts')).mockVscode(current));

const WEB = aContainer('web');

let lab: LimitsLab;

beforeEach(() => {
  vi.useFakeTimers();
  current.workbench = new FakeWorkbench();
  lab = new LimitsLab(current.workbench, [WEB, aContainer('db')]);
});

afterEach(() => {
  lab.dispose();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('knobs', () => {
  it('are asked for every five seconds, and sent only when they differ', async () => {
    lab.knobs = someKnobs([aKnob('2/memory.max', ['max'])]);
    const panel = await lab.open(WEB.id);
    expect(ofKind(panel.take(), 'begin')[0]?.knobs).toEqual(lab.knobs);
    lab.knobs = someKnobs([aKnob('2/memory.max', ['max'])]);
    await pass(5000);
    expect([lab.helper.countOf('container/knobs'), ofKind(panel.take(), 'knobs')]).toEqual([2, []]);
    lab.knobs = someKnobs([aKnob('2/memory.max', ['67108864'])]);
    await pass(5000);
    expect(ofKind(panel.take(), 'knobs')).toEqual([{ kind: 'knobs', knobs: lab.knobs }]);
  });

  it('are never asked for twice at a time', async () => {
    lab.helper.hold('container/knobs');
    await lab.open(WEB.id);
    await pass(60_000);
    expect(lab.helper.countOf('container/knobs')).toBe(1);
  });

  it('take no answer of before the page was hidden', async () => {
    lab.helper.hold('container/knobs');
    const panel = await lab.open(WEB.id);
    panel.setVisible(false);
    panel.setVisible(true);
    panel.send({ kind: 'ready' });
    await pass(0);
    const [early, late] = lab.helper.asked.filter(({ method }) => method === 'container/knobs');
    late?.settle({ value: someKnobs([aKnob('2/memory.max', ['2'])]) });
    early?.settle({ value: someKnobs([aKnob('2/memory.max', ['1'])]) });
    await pass(0);
    const sent = ofKind(panel.take(), 'knobs').map(({ knobs }) => knobs);
    expect(sent).toEqual([someKnobs([aKnob('2/memory.max', ['2'])])]);
  });

  it('are asked for again after a failure', async () => {
    lab.helper.fail('container/knobs', new Error('EIO'));
    const panel = await lab.open(WEB.id);
    lab.helper.answer('container/knobs', () => lab.knobs);
    await pass(5000);
    expect(ofKind(panel.take(), 'knobs')).toHaveLength(1);
  });

  it('can be copied by the key that they came with', async () => {
    const bytes = Buffer.from("/sys/fs/cgroup/a\nb/x'y").toString('hex');
    lab.knobs = someKnobs([
      aKnob('2/memory.stat', ['anon 1', 'file 2']),
      aKnob('2/odd', ['1'], { path: { text: text('/sys/fs/cgroup/a\\nb'), bytes } }),
      aKnob('2/locked', [], { value: unread('permission', 'EACCES') }),
    ]);
    const panel = await lab.open(WEB.id);
    for (const knob of ['2/memory.stat', '2/odd', '2/locked']) {
      for (const what of ['value', 'path', 'command']) {
        panel.send({ kind: 'copy', what, knob });
        await pass(0);
      }
    }
    expect(lab.copied).toEqual([
      'anon 1\nfile 2',
      '/sys/fs/cgroup/docker/memory.stat',
      'cat /sys/fs/cgroup/docker/memory.stat',
      '1',
      String.raw`$'/sys/fs/cgroup/a\x0ab/x\x27y'`,
      String.raw`cat $'/sys/fs/cgroup/a\x0ab/x\x27y'`,
      '/sys/fs/cgroup/docker/locked',
      'cat /sys/fs/cgroup/docker/locked',
    ]);
    expect(lab.warnings).toEqual([
      'Nothing was copied: this control file could not be read. Copy its path or its command.',
    ]);
  });

  it.each(['2/gone', '/etc/shadow', '../../etc/passwd', '2/../memory.max', 'constructor', '__proto__', 'toString'])(
    'cannot be copied by another key: %s',
    async (knob) => {
      lab.knobs = someKnobs([aKnob('2/memory.max', ['max'])]);
      const panel = await lab.open(WEB.id);
      for (const what of ['value', 'path', 'command']) panel.send({ kind: 'copy', what, knob });
      await pass(0);
      expect([lab.copied, lab.warnings.length]).toEqual([[], 3]);
      expect(lab.warnings[0]).not.toContain(knob);
    },
  );
});
