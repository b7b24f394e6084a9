import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { PageStatus } from '../../../../src/shared/protocol/limits-page.ts';
import { aContainer } from '../support/facts.ts';
import type { FakePanel } from '../support/fake-panel.ts';
import { FakeWorkbench } from '../support/fake-workbench.ts';
import { packSamples } from '../../../../src/shared/protocol/sample-set.ts';
import { LimitsLab, ofKind, pass } from '../support/limits-lab.ts';

const current = vi.hoisted((): { workbench: FakeWorkbench | undefined } => ({ workbench: undefined }));

vi.mock('vscode', async () => (await import('../support/mock-vscode.ts')).mockVscode(current));

const WEB = aContainer('web');
const NOW = 1_700_000_000_000;

let lab: LimitsLab;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  current.workbench = new FakeWorkbench();
  lab = new LimitsLab(current.workbench, [WEB, aContainer('db')]);
});

afterEach(() => {
  lab.dispose();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function statuses(panel: FakePanel): PageStatus[] {
  return ofKind(panel.take(), 'status').map(({ status }) => status);
}

function samplesAsked(): number {
  return lab.helper.countOf('containers/sample');
}

describe('the status', () => {
  it('is live from the first sample on, and failed where one is not given', async () => {
    const panel = await lab.open(WEB.id);
    expect(ofKind(panel.take(), 'begin')[0]?.status).toEqual({ kind: 'live' });
    const late = new HelperError({ code: 'TIMEOUT', operation: 'containers/sample' }, 'late');
    lab.helper.fail('containers/sample', late);
    await pass(3000);
    expect(statuses(panel)).toEqual([
      { kind: 'failed', words: 'The kernel did not answer in time. It is tried again in a moment.' },
    ]);
  });

  it('tells when the container ended, and keeps what was known', async () => {
    const panel = await lab.open(WEB.id);
    await pass(1250);
    panel.take();
    lab.helper.change([], [WEB.id]);
    expect(panel.take()).toEqual([{ kind: 'status', status: { kind: 'ended', at: NOW + 1250 } }]);
    const asked = samplesAsked();
    await pass(60_000);
    expect([samplesAsked(), panel.take()]).toEqual([asked, []]);
    panel.send({ kind: 'ready' });
    expect(panel.take()).toMatchObject([{ kind: 'begin', subject: { name: 'web' }, points: [{}, {}, {}], moment: {} }]);
  });

  it('does not tell when the container ended where nobody saw it', async () => {
    const panel = await lab.open(WEB.id);
    panel.setVisible(false);
    lab.helper.change([], [WEB.id]);
    await pass(60_000);
    panel.setVisible(true);
    panel.send({ kind: 'ready' });
    await pass(0);
    expect(statuses(panel).at(-1)).toEqual({ kind: 'ended' });
  });

  it('takes the word of the helper that the container is gone', async () => {
    const panel = await lab.open(WEB.id);
    panel.take();
    lab.helper.answer('containers/sample', () => ({
      number: 1,
      samples: packSamples([{ containerId: WEB.id, error: { code: 'GONE', operation: 'containers/sample' } }]),
    }));
    await pass(250);
    expect(statuses(panel)).toEqual([{ kind: 'ended', at: NOW + 250 }]);
    await pass(1000);
    lab.helper.change([], [WEB.id]);
    expect(statuses(panel)).toEqual([]);
  });

  it('goes on, with counters afresh, when a container with the same id runs again', async () => {
    const panel = await lab.open(WEB.id);
    await pass(250);
    lab.helper.change([], [WEB.id]);
    panel.take();
    await pass(1000);
    lab.helper.change([{ ...WEB, init: { pid: 20001, startTime: 7 } }]);
    await pass(0);
    const messages = panel.take();
    expect(messages.map(({ kind }) => kind).toSorted()).toEqual(['change', 'status', 'subject']);
    expect(ofKind(messages, 'status')).toMatchObject([{ status: { kind: 'live' } }]);
    expect(ofKind(messages, 'change')[0]?.point.cpu).toBeNull();
    await pass(250);
    expect(ofKind(panel.take(), 'change')[0]?.point.cpu).toBe(0.5);
  });

  it('follows the helper, and goes on with a new one', async () => {
    const panel = await lab.open(WEB.id);
    await pass(1250);
    panel.take();
    const why = { kind: 'exit', code: 3, signal: null } as const;
    lab.helper.setState({ kind: 'restarting', attempt: 1, delay: 250, why });
    lab.helper.setState({ kind: 'stopped', why, crashes: 5 });
    lab.helper.setState({ kind: 'starting' });
    expect(statuses(panel)).toEqual([
      { kind: 'restarting' },
      { kind: 'stopped', words: 'The helper failed 5 times, the last time it ended with code 3. Restart it to go on.' },
      { kind: 'restarting' },
    ]);
    lab.helper.run();
    await pass(0);
    const messages = panel.take();
    expect(ofKind(messages, 'status')).toMatchObject([{ status: { kind: 'live' } }]);
    // No rate over the change of the clock.
    expect(ofKind(messages, 'change')[0]?.point.cpu).toBeNull();
  });

  it('is loading, not ended, while it is not known which containers there are', async () => {
    lab.helper.hold('inventory/watch');
    const panel = await lab.open('docker:unknown');
    expect(panel.take()).toMatchObject([{ kind: 'begin', status: { kind: 'loading' }, subject: undefined }]);
    lab.helper.asked[0]?.settle();
    await pass(0);
    expect(statuses(panel)).toEqual([{ kind: 'ended' }]);
    expect(samplesAsked()).toBe(0);
  });

  it('says so where the containers cannot be read', async () => {
    lab.helper.fail('inventory/watch', new Error('EIO'));
    const panel = await lab.open(WEB.id);
    expect(panel.take()).toMatchObject([{ kind: 'begin', status: { kind: 'failed' } }]);
  });
});
