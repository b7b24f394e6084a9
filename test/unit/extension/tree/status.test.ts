import { describe, expect, it } from 'vitest';
import { viewStatus, type StatusFacts, type ViewStatus } from '../../../../src/extension/tree/status.ts';
import { aContainer, aHost, aSandbox } from '../support/facts.ts';

const RUNNING: StatusFacts['helper'] = { kind: 'running', host: aHost(), grant: 'inspect' };
const KILLED = { kind: 'exit', code: null, signal: 'SIGKILL' } as const;
const WEB = aContainer('web');
const FULL = { containers: new Map([[WEB.id, WEB]]), isTreeEmpty: false };

function status(change: Partial<StatusFacts> = {}): ViewStatus {
  return viewStatus({
    helper: RUNNING,
    host: aHost(),
    isInventoryKnown: true,
    hasInventoryFailed: false,
    containers: new Map(),
    isTreeEmpty: true,
    ...change,
  });
}

describe('viewStatus', () => {
  it.each<[string, Partial<StatusFacts>]>([
    ['loading', { helper: { kind: 'idle' }, host: undefined }],
    ['loading', { helper: { kind: 'starting' }, host: undefined }],
    ['loading', { helper: { kind: 'restarting', attempt: 1, delay: 250, why: KILLED } }],
    ['loading', { isInventoryKnown: false }],
    ['empty', {}],
    ['hidden', { containers: new Map([['s', aSandbox('s')]]) }],
    ['nested', { host: aHost({ nested: true }) }],
    ['hidepid', { host: aHost({ hidepid: 'invisible' }) }],
    ['hidepid', { host: aHost({ hidepid: 'noaccess' }) }],
    ['hidepid', { host: aHost({ hidepid: 'ptraceable' }) }],
    ['empty', { host: aHost({ hidepid: 'invisible', privileged: true }) }],
    ['noProc', { host: aHost({ noProc: true }) }],
    ['failed', { hasInventoryFailed: true, isInventoryKnown: false }],
    ['stopped', { helper: { kind: 'stopped', why: KILLED, crashes: 5 } }],
    ['stoppedStart', { helper: { kind: 'stopped', why: { kind: 'spawn', message: 'ENOENT' } } }],
    [
      'stoppedSilent',
      { helper: { kind: 'stopped', why: { kind: 'not-answering', method: 'inventory/watch', seconds: 10 } } },
    ],
    ['stoppedVersion', { helper: { kind: 'stopped', why: { kind: 'version' } } }],
    ['running', FULL],
    ['running', { ...FULL, helper: { kind: 'stopped', why: KILLED } }],
  ])('is %s', (state, facts) => {
    expect(status(facts).state).toBe(state);
  });

  it('never has a message without rows: it would hide the welcome text', () => {
    for (const helper of [RUNNING, { kind: 'stopped', why: KILLED } as const]) {
      expect(status({ helper }).message).toBeUndefined();
      expect(status({ helper }).description).not.toBe('');
      expect(status({ helper, ...FULL }).description).toBeUndefined();
      expect(status({ helper, ...FULL }).message).not.toBeUndefined();
    }
  });

  it.each<[string, Partial<StatusFacts>]>([
    ['Linux 6.18.44 · cgroup v1 + v2 · helper: user', {}],
    ['Linux 6.18.44 · cgroup v2 · helper: root', { host: aHost({ cgroupMode: 'v2', privileged: true }) }],
    [
      'Linux 6.18.44 · cgroup v1 + v2 · helper: user · other users are hidden (hidepid)',
      { host: aHost({ hidepid: 'invisible' }) },
    ],
    [
      'Linux 6.18.44 · cgroup v1 + v2 · helper: user · other users are hidden (hidepid)',
      { host: aHost({ hidepid: 'ptraceable' }) },
    ],
    [
      'Linux 6.18.44 · cgroup v1 + v2 · helper: user · other users cannot be read (hidepid)',
      { host: aHost({ hidepid: 'noaccess' }) },
    ],
    ['Linux 6.18.44 · cgroup v1 + v2 · helper: root', { host: aHost({ hidepid: 'noaccess', privileged: true }) }],
    [
      'Linux 6.18.44 · no cgroups · helper: user · inside a container',
      { host: aHost({ cgroupMode: 'none', nested: true }) },
    ],
    ['Linux 6.18.44 · cgroup v1 + v2 · helper: user · 7 more are not listed', { omitted: 7 }],
    [
      'The helper was killed (SIGKILL); starting it again (attempt 2); showing the last known state.',
      { helper: { kind: 'restarting', attempt: 2, delay: 500, why: KILLED } },
    ],
    [
      'The helper failed 5 times, the last time it was killed (SIGKILL); showing the last known state. Restart it to go on.',
      { helper: { kind: 'stopped', why: KILLED, crashes: 5 } },
    ],
    ['The helper is starting; showing the last known state.', { helper: { kind: 'starting' } }],
    ['The containers could not be read; showing the last known state.', { hasInventoryFailed: true }],
  ])('says: %s', (message, facts) => {
    expect(status({ ...FULL, ...facts }).message).toBe(message);
  });
});
