import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PAGE_CHANGES } from '../../../../src/shared/protocol/limits-page.ts';
import { aContainer, text } from '../support/facts.ts';
import { FakeWorkbench } from '../support/fake-workbench.ts';
import { initialState, reduce, type State } from '../../../../webview/limits/state.ts';
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

function samplesAsked(): number {
  return lab.helper.countOf('containers/sample');
}

describe('a page', () => {
  it('is told everything first, then what is new', async () => {
    const panel = await lab.open(WEB.id);
    const [begin, ...rest] = panel.take();
    expect(begin).toMatchObject({
      kind: 'begin',
      containerId: WEB.id,
      subject: { name: 'web', runtimeWords: 'Docker', state: 'running', initPid: 14008, image: 'nginx:1.27' },
      status: { kind: 'live' },
      // What was read while the script was loaded.
      points: [{ pids: 3 }],
      moment: { happenings: [] },
      knobs: { knobs: [] },
    });
    expect(rest).toEqual([]);
    await pass(250);
    expect(ofKind(panel.take(), 'change').map(({ point }) => point.cpu)).toEqual([0.5]);
    await pass(3000);
    expect(panel.take().map(({ kind }) => kind)).toEqual(['change', 'change', 'change']);
  });

  it('is told nothing before its script runs, but is sampled already', async () => {
    lab.panels.open(WEB.id);
    await pass(2000);
    const [panel] = current.workbench?.panels ?? [];
    expect([panel?.posted, samplesAsked()]).toEqual([[], 3]);
    panel?.send({ kind: 'ready' });
    expect(panel?.take()).toMatchObject([{ kind: 'begin', points: [{}, {}, {}] }]);
  });

  it('starts the helper and keeps the inventory current while it is visible', async () => {
    const panel = await lab.open(WEB.id);
    expect([lab.helper.starts, lab.inventory.isCurrent]).toEqual([1, true]);
    panel.setVisible(false);
    expect([lab.inventory.isCurrent, lab.helper.countOf('inventory/unwatch')]).toEqual([false, 1]);
  });

  it('is told when the container is called otherwise or frozen, and has its name as title', async () => {
    const panel = await lab.open(WEB.id);
    expect(panel.title).toBe('Limits: web');
    panel.take();
    lab.helper.change([{ ...WEB, name: text('shop'), state: 'frozen', processCount: 9 }]);
    expect(panel.take()).toMatchObject([{ kind: 'subject', subject: { name: 'shop', state: 'frozen' } }]);
    expect(panel.title).toBe('Limits: shop');
    lab.helper.change([{ ...WEB, name: text('shop'), state: 'frozen', processCount: 10 }]);
    expect(panel.take()).toEqual([]);
  });

  it('is told which cgroup above holds its container', async () => {
    const panel = await lab.open(WEB.id);
    panel.take();
    lab.helper.change([{ ...WEB, state: 'frozen', frozenBy: { text: text('/docker') } }]);
    expect(panel.take()).toMatchObject([{ kind: 'subject', subject: { state: 'frozen', frozenBy: '/docker' } }]);
    lab.helper.change([{ ...WEB, state: 'frozen' }]);
    const [told] = ofKind(panel.take(), 'subject');
    expect(told?.subject).not.toHaveProperty('frozenBy');
  });

  it('is told whether anything may be changed, at first and when that changes', async () => {
    lab.refusal = 'untrusted';
    const panel = await lab.open(WEB.id);
    expect(panel.take()).toMatchObject([{ kind: 'begin', refusal: 'untrusted' }]);
    lab.refuse('setting');
    lab.refuse(undefined);
    expect(panel.take()).toEqual([
      { kind: 'refusal', refusal: 'setting' },
      { kind: 'refusal', refusal: undefined },
    ]);
    panel.dispose();
    lab.refuse('setting');
    expect(panel.take()).toEqual([]);
  });

  it('costs nothing while it is hidden, and begins anew with what was known', async () => {
    const panel = await lab.open(WEB.id);
    await pass(2250);
    panel.setVisible(false);
    const [asked, knobsAsked] = [samplesAsked(), lab.helper.countOf('container/knobs')];
    panel.take();
    await pass(60_000);
    expect([samplesAsked(), lab.helper.countOf('container/knobs'), vi.getTimerCount()]).toEqual([asked, knobsAsked, 0]);
    expect(panel.posted).toEqual([]);

    // What is new before the script runs again is part of what it is told first.
    lab.helper.containers = [{ ...WEB, state: 'frozen' }];
    panel.setVisible(true);
    await pass(0);
    expect(panel.posted).toEqual([]);
    panel.send({ kind: 'ready' });
    await pass(0);
    const messages = panel.take();
    // The line breaks: a blank point stands before the new one.
    const pids = [3, 3, 3, 3, null, 3].map((count) => ({ pids: count }));
    expect(messages).toMatchObject([{ kind: 'begin', points: pids, moment: {}, status: { kind: 'live' } }]);
  });

  it('samples nothing for a script that begins while nobody sees it', async () => {
    const panel = await lab.open(WEB.id);
    panel.setVisible(false);
    const asked = samplesAsked();
    panel.send({ kind: 'ready' });
    await pass(5000);
    expect([samplesAsked(), vi.getTimerCount()]).toEqual([asked, 0]);
    panel.setVisible(true);
    await pass(0);
    expect(samplesAsked()).toBe(asked + 1);
  });

  it('tells the script what changed, which makes of each moment the next one', async () => {
    const panel = await lab.open(WEB.id);
    await pass(3000);
    const messages = panel.take();
    const begun = messages.reduce<State>(reduce, initialState(undefined));
    await pass(3000);
    const changes = panel.take();
    expect(changes.map(({ kind }) => kind)).toEqual(['change', 'change', 'change']);
    const told = changes.reduce<State>(reduce, begun);
    panel.send({ kind: 'ready' });
    expect(told).toEqual([...panel.take()].reduce<State>(reduce, initialState(undefined)));
  });

  it('shares the history with another page on the same container', async () => {
    const first = await lab.open(WEB.id);
    await pass(1250);
    const asked = samplesAsked();
    const second = await lab.restore({ version: 1, containerId: WEB.id, filter: '' });
    const [begin] = ofKind(second.take(), 'begin');
    expect(begin?.points).toHaveLength(3);
    first.take();
    await pass(2000);
    expect(samplesAsked() - asked).toBe(2);
    expect(ofKind(first.take(), 'change')).toEqual(ofKind(second.take(), 'change'));
    first.dispose();
    await pass(1000);
    expect(ofKind(second.take(), 'change')).toHaveLength(1);
    second.dispose();
    await pass(5000);
    // The last page on it took the history with it.
    const third = await lab.open(WEB.id);
    expect(ofKind(third.take(), 'begin')[0]?.points).toHaveLength(1);
  });

  it('asks for nothing more when it is closed', async () => {
    const panel = await lab.open(WEB.id);
    lab.helper.hold('container/knobs');
    await pass(6000);
    panel.dispose();
    lab.helper.asked.findLast(({ method }) => method === 'container/knobs')?.settle();
    lab.helper.change([], [WEB.id]);
    lab.helper.setState({ kind: 'starting' });
    await pass(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('messages of the page', () => {
  it('call the commands that there are', async () => {
    const panel = await lab.open(WEB.id);
    for (const action of ['restartHelper', 'showLog', 'refresh']) panel.send({ kind: 'action', action });
    expect(lab.actions).toEqual(['restartHelper', 'showLog', 'refresh']);
  });

  it('begin what there is, with the container of the page', async () => {
    const panel = await lab.open(WEB.id);
    for (const what of PAGE_CHANGES) panel.send({ kind: 'change', what });
    expect(lab.begun).toEqual([`sendSignal ${WEB.id}`, `changeLimit ${WEB.id}`]);
  });

  it('begin nothing with a container that ended', async () => {
    const panel = await lab.open(WEB.id);
    lab.helper.change([], [WEB.id]);
    panel.send({ kind: 'change', what: 'sendSignal' });
    expect([lab.begun, lab.warnings]).toEqual([[], ['Nothing was done: the container ended.']]);
  });

  it.each([
    [undefined],
    [null],
    ['ready'],
    [[]],
    [[{ kind: 'ready' }]],
    [{}],
    [{ kind: 'begin' }],
    [{ kind: '__proto__' }],
    [{ kind: 'ready', containerId: 'docker:db' }],
    [JSON.parse('{"kind":"ready","__proto__":{"x":1}}')],
    [JSON.parse('{"__proto__":{"kind":"ready"}}')],
    [{ kind: 'copy', what: 'value' }],
    [{ kind: 'copy', what: 'environment', knob: '2/memory.max' }],
    [{ kind: 'copy', what: 'value', knob: 1 }],
    [{ kind: 'copy', what: 'value', knob: '' }],
    [{ kind: 'copy', what: 'value', knob: 'x'.repeat(100_000) }],
    [{ kind: 'copy', what: 'value', knob: '2/memory.max', path: '/etc/shadow' }],
    [{ kind: 'action', action: 'workbench.action.terminal.sendSequence' }],
    [{ kind: 'action', action: 'constructor' }],
    [{ kind: 'action', action: ['refresh'] }],
    [{ kind: 'action', action: 'refresh', args: [{ pid: 1 }] }],
    [{ kind: 'action', action: 'sendSignal' }],
    [{ kind: 'change' }],
    [{ kind: 'change', what: 'freeze' }],
    [{ kind: 'change', what: 'constructor' }],
    [{ kind: 'change', what: ['sendSignal'] }],
    [{ kind: 'change', what: 'sendSignal', containerId: 'docker:db' }],
    [{ kind: 'change', what: 'sendSignal', signal: 9 }],
  ])('are dropped where they are something else: %j', async (message) => {
    lab.knobs = someKnobs([aKnob('2/memory.max', ['max'])]);
    const panel = await lab.open(WEB.id);
    panel.take();
    panel.send(message);
    await pass(0);
    expect([panel.take(), lab.copied, lab.actions, lab.begun, lab.warnings]).toEqual([[], [], [], [], []]);
    expect(lab.log.lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn limits page: dropped a message that is none of its own',
    ]);
  });
});
