import { describe, expect, it } from 'vitest';
import { hexId, Machine } from './machine.ts';

const A = hexId('a');
const scope = `/system.slice/docker-${A}.scope`;

describe('what stands below the cgroup of a named container', () => {
  it('is that container, where its init runs systemd', () => {
    const machine = new Machine()
      .docker(100, 101, A, { comm: 'systemd', cgroup: `${scope}/init.scope` })
      .add(102, { parent: 101, cgroup: `${scope}/system.slice/cron.service`, namespace: 5101, mount: 6101 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,102]`]);
  });

  it('is that container, where its runtime keeps a record of the cgroup below (Podman with crun)', () => {
    const path = `/machine.slice/libpod-${A}.scope`;
    const machine = new Machine()
      .add(100, { comm: 'conmon', cgroup: `/machine.slice/libpod-conmon-${A}.scope` })
      .add(101, { parent: 100, cgroup: `${path}/container`, namespace: 7000, mount: 7001 });
    const recorded = [{ runtime: 'crun' as const, containerId: A, init: { pid: 101, startTime: 101 } }];
    expect(machine.found({ recorded })).toEqual([`container podman ${A} init=101 [101]`]);
    expect(machine.groups({ recorded })[0]?.path).toBe(path);
  });

  it('is asked of the record where the name could be anybody’s', () => {
    const machine = new Machine().add(101, { cgroup: '/default/demo', namespace: 7000 });
    const recorded = [{ runtime: 'runc' as const, containerId: 'demo', init: { pid: 101, startTime: 101 } }];
    expect(machine.found({ recorded })).toEqual(['container runc demo init=101 [101]']);
  });
});

describe('a sandbox', () => {
  const session = '/user.slice/session-1.scope';

  it('does not own the cgroup that it shares with the session it was started in', () => {
    const machine = new Machine()
      .add(50, { comm: 'bash', cgroup: session })
      .add(101, { parent: 50, cgroup: session, namespace: 7000 });
    expect(machine.groups().map(({ ownsCgroup, path }) => [ownsCgroup, path])).toEqual([[false, undefined]]);
  });

  it('does not come to own it when its parent has died', () => {
    const machine = new Machine()
      .add(50, { comm: 'bash', cgroup: session })
      .add(101, { parent: 1, cgroup: session, namespace: 7000 });
    expect(machine.groups().map(({ ownsCgroup, path }) => [ownsCgroup, path])).toEqual([[false, undefined]]);
  });

  it('owns a cgroup in which it is alone, with those that run in it', () => {
    const machine = new Machine()
      .add(101, { cgroup: '/user.slice/run-1.scope', namespace: 7000 })
      .add(102, { parent: 101, cgroup: '/user.slice/run-1.scope', namespace: 7001 });
    expect(machine.groups().map(({ init, ownsCgroup, path }) => [init.pid, ownsCgroup, path])).toEqual([
      [101, true, '/user.slice/run-1.scope'],
      [102, false, undefined],
    ]);
  });
});

describe('what is dead altogether', () => {
  it('is no container', () => {
    const machine = new Machine().add(101, { namespace: 'hidden', pids: [101, 1], state: 'zombie' });
    expect(machine.found()).toEqual([]);
  });
});

describe('a scope that bears another name than its container', () => {
  it('is named as the runtime recorded it', () => {
    const machine = new Machine().add(101, { cgroup: '/system.slice/runc-lab.scope', namespace: 7000 });
    const recorded = [{ runtime: 'runc' as const, containerId: 'shop', init: { pid: 101, startTime: 101 } }];
    expect(machine.found({ recorded })).toEqual(['container runc shop init=101 [101]']);
    const stale = [{ runtime: 'runc' as const, containerId: 'shop', init: { pid: 101, startTime: 7 } }];
    expect(machine.found({ recorded: stale })).toEqual(['container runc lab init=101 [101]']);
  });
});
