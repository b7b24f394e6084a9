import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HelperState } from '../../../../src/extension/helper-client/api.ts';
import { HelperUnavailable } from '../../../../src/extension/helper-client/failure.ts';
import { RestartPolicy } from '../../../../src/extension/helper-client/policy.ts';
import { Supervisor } from '../../../../src/extension/helper-client/supervisor.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { InventoryChange } from '../../../../src/shared/protocol/helper.ts';
import { FakeLauncher, isAlive } from '../support/launch-fake.ts';
import { MemoryLog } from '../support/memory-log.ts';

const QUICK = new RestartPolicy({ firstDelay: 20, longestDelay: 80, crashes: 5, window: 120_000 });
const running: Supervisor[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((supervisor) => supervisor.end()));
});

function supervise(launcher: FakeLauncher, deadline = 5000) {
  const log = new MemoryLog();
  const supervisor = new Supervisor({ launcher, log, policy: QUICK, deadline });
  running.push(supervisor);
  const states: HelperState[] = [];
  supervisor.onDidChangeState((state) => states.push(state));
  return { supervisor, states, log };
}

async function reach(supervisor: Supervisor, kind: HelperState['kind']): Promise<HelperState> {
  await vi.waitFor(() => expect(supervisor.state.kind).toBe(kind), { timeout: 8000, interval: 5 });
  return supervisor.state;
}

describe('Supervisor', () => {
  it('starts nothing before it is asked', () => {
    const launcher = new FakeLauncher('good');
    const { supervisor } = supervise(launcher);
    expect(supervisor.state).toEqual({ kind: 'idle' });
    expect(launcher.launched).toHaveLength(0);
  });

  it('starts one helper, however often it is asked, and tells what the helper told', async () => {
    const launcher = new FakeLauncher('good');
    const { supervisor, states } = supervise(launcher);
    supervisor.start();
    supervisor.start();
    await reach(supervisor, 'running');
    supervisor.start();
    expect(launcher.launched).toHaveLength(1);
    expect(states).toMatchObject([
      { kind: 'starting' },
      { kind: 'running', grant: 'inspect', host: { kernelRelease: '6.18.44' } },
    ]);
  });

  it('passes requests, answers and notifications on', async () => {
    const { supervisor } = supervise(new FakeLauncher('good'));
    const changes: InventoryChange[] = [];
    supervisor.onDidChangeInventory((change) => changes.push(change));
    supervisor.start();
    await reach(supervisor, 'running');
    expect(await supervisor.request('inventory/watch', {})).toEqual({ sequence: 1, containers: [] });
    await vi.waitFor(() => expect(changes).toEqual([{ sequence: 2, changed: [], removed: ['x'] }]));
  });

  it('turns an error of the helper into a HelperError with its data', async () => {
    const { supervisor } = supervise(new FakeLauncher('error'));
    supervisor.start();
    await reach(supervisor, 'running');
    const answer = supervisor.request('container/limits', { containerId: 'x' });
    await expect(answer).rejects.toBeInstanceOf(HelperError);
    await expect(answer).rejects.toMatchObject({ data: { code: 'SYSTEM', errno: 'EIO' } });
    expect(supervisor.state.kind).toBe('running');
  });

  it('refuses requests while no helper runs', async () => {
    const { supervisor } = supervise(new FakeLauncher('good'));
    await expect(supervisor.request('inventory/refresh', {})).rejects.toBeInstanceOf(HelperUnavailable);
  });

  it('starts again after kill -9, and rejects what was under way', async () => {
    const launcher = new FakeLauncher('hang', 'good');
    const { supervisor, states } = supervise(launcher);
    supervisor.start();
    await reach(supervisor, 'running');
    const underWay = supervisor.request('inventory/watch', {});
    launcher.last.kill();
    await expect(underWay).rejects.toBeInstanceOf(HelperUnavailable);
    await reach(supervisor, 'running');
    expect(launcher.launched).toHaveLength(2);
    expect(states[2]).toEqual({
      kind: 'restarting',
      attempt: 1,
      delay: 20,
      why: { kind: 'exit', code: null, signal: 'SIGKILL' },
    });
    expect(await supervisor.request('container/processes', { containerId: 'x' })).toEqual({
      processes: [],
      omitted: 0,
    });
  });

  it('kills a helper that does not answer, and starts another', async () => {
    const launcher = new FakeLauncher('hang', 'good');
    const { supervisor, states } = supervise(launcher, 600);
    supervisor.start();
    await reach(supervisor, 'running');
    const { pid } = launcher.last;
    await expect(supervisor.request('inventory/watch', {})).rejects.toBeInstanceOf(HelperUnavailable);
    expect(states[2]).toMatchObject({ kind: 'restarting', why: { kind: 'not-answering', method: 'inventory/watch' } });
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
    await reach(supervisor, 'running');
  });

  it('counts a helper that never begins as not answering', async () => {
    const { supervisor, states } = supervise(new FakeLauncher('mute', 'good'), 600);
    supervisor.start();
    await reach(supervisor, 'running');
    expect(states[1]).toMatchObject({ kind: 'restarting', why: { kind: 'not-answering', method: 'initialize' } });
  });

  it('waits longer each time and stops after five crashes', async () => {
    const launcher = new FakeLauncher('crash');
    const { supervisor, states } = supervise(launcher);
    supervisor.start();
    const state = await reach(supervisor, 'stopped');
    expect(state).toEqual({ kind: 'stopped', why: { kind: 'exit', code: 3, signal: null }, crashes: 5 });
    expect(states.map((one) => (one.kind === 'restarting' ? one.delay : one.kind))).toEqual([
      'starting',
      20,
      40,
      80,
      80,
      'stopped',
    ]);
    expect(launcher.launched).toHaveLength(5);
  });

  it('begins anew when the user restarts a stopped helper', async () => {
    const { supervisor } = supervise(new FakeLauncher('crash', 'crash', 'crash', 'crash', 'crash', 'crash', 'good'));
    supervisor.start();
    await reach(supervisor, 'stopped');
    supervisor.restart();
    // One more crash: with the earlier ones still counted this would be the end.
    await reach(supervisor, 'running');
  });

  it('ends the running helper when the user restarts it', async () => {
    const launcher = new FakeLauncher('stubborn', 'good');
    const { supervisor, states } = supervise(launcher);
    supervisor.start();
    await reach(supervisor, 'running');
    const [first] = launcher.launched;
    supervisor.restart();
    await reach(supervisor, 'running');
    expect(await first?.ended).toMatchObject({ kind: 'exit', signal: 'SIGKILL' });
    expect(states.map(({ kind }) => kind)).toEqual(['starting', 'running', 'starting', 'running']);
  });

  it.each(['old', 'refuse-version'])('stops at once where the versions differ (%s)', async (mode) => {
    const launcher = new FakeLauncher(mode);
    const { supervisor } = supervise(launcher);
    supervisor.start();
    expect(await reach(supervisor, 'stopped')).toEqual({ kind: 'stopped', why: { kind: 'version' } });
    expect(launcher.launched).toHaveLength(1);
    await launcher.last.ended;
    expect(isAlive(launcher.last.pid)).toBe(false);
  });

  it.each(['garbage', 'close', 'null'])('takes a helper that breaks the protocol for failed (%s)', async (mode) => {
    const launcher = new FakeLauncher(mode, 'good');
    const { supervisor, states } = supervise(launcher);
    supervisor.start();
    await vi.waitFor(() => expect(launcher.launched).toHaveLength(2), { timeout: 5000 });
    await reach(supervisor, 'running');
    expect(states.find(({ kind }) => kind === 'restarting')).toMatchObject({ why: { kind: 'broken' } });
    expect(isAlive(launcher.launched[0]?.pid)).toBe(false);
  });

  it.each(['good', 'stubborn'])('ends the helper with itself (%s)', async (mode) => {
    const launcher = new FakeLauncher(mode);
    const { supervisor } = supervise(launcher);
    supervisor.start();
    await reach(supervisor, 'running');
    const { pid } = launcher.last;
    expect(isAlive(pid)).toBe(true);
    const underWay = supervisor.request('container/processes', { containerId: 'x' });
    await Promise.allSettled([supervisor.end(), underWay]);
    expect(isAlive(pid)).toBe(false);
    supervisor.restart();
    supervisor.start();
    expect(launcher.launched).toHaveLength(1);
  });

  it('leaves the helper time to end by itself', async () => {
    const launcher = new FakeLauncher('slow');
    const { supervisor } = supervise(launcher);
    supervisor.start();
    await reach(supervisor, 'running');
    await supervisor.end();
    expect(await launcher.last.ended).toEqual({ kind: 'exit', code: 7, signal: null });
  });

  it('starts no further helper when it ends during the wait', async () => {
    const launcher = new FakeLauncher('crash');
    const { supervisor } = supervise(launcher);
    supervisor.start();
    await reach(supervisor, 'restarting');
    await supervisor.end();
    const { length } = launcher.launched;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(launcher.launched).toHaveLength(length);
  });

  it('logs what the helper writes to stderr, without its control characters', async () => {
    const { supervisor, log } = supervise(new FakeLauncher('good'));
    supervisor.start();
    await reach(supervisor, 'running');
    await vi.waitFor(() => expect(log.lines).toContain('info helper: fake helper \\x1b[31mstarted'));
  });
});
