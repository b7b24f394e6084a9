import { describe, expect, it } from 'vitest';
import { hexId, HOST_PID, Machine } from './machine.ts';

const A = hexId('a');

describe('sandboxes', () => {
  it('are one for each pid namespace, named by what started them', () => {
    const machine = new Machine()
      .add(100, { comm: 'bwrap' })
      .add(101, { parent: 100, comm: 'bwrap', namespace: 7000 })
      .add(102, { parent: 101, namespace: 7000 })
      .add(110, { comm: 'unshare' })
      .add(111, { parent: 110, namespace: 7001 });
    expect(machine.found()).toEqual(['sandbox bubblewrap - init=101 [101,102]', 'sandbox unshare - init=111 [111]']);
    expect(machine.groups().map(({ key, label }) => [key, label])).toEqual([
      ['/sandbox:101-101', 'bwrap'],
      ['/sandbox:111-111', 'unshare'],
    ]);
  });

  it('stand in the container and in the sandbox that they were started in', () => {
    const inside = { cgroup: `/system.slice/docker-${A}.scope` };
    const machine = new Machine()
      .docker(100, 101, A)
      .add(102, { ...inside, parent: 101, comm: 'unshare', namespace: 5101 })
      .add(103, { ...inside, parent: 102, namespace: 7000 })
      .add(104, { ...inside, parent: 103, namespace: 7001 });
    expect(machine.found()).toEqual([
      `container docker ${A} init=101 [101,102]`,
      'sandbox unshare - init=103 [103] in 101',
      'sandbox unknown - init=104 [104] in 103',
    ]);
  });

  it('hold visitors from outside, as containers do', () => {
    const machine = new Machine()
      .docker(100, 101, A)
      .add(50, { namespace: 7000, start: 50 })
      .add(200, { comm: 'nsenter' })
      .add(201, { parent: 200, namespace: 5101 })
      .add(202, { parent: 200, namespace: 7000 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,201]`, 'sandbox unknown - init=50 [50,202]']);
  });

  it('keep zombies whose namespace cannot be read where their cgroup is', () => {
    const machine = new Machine()
      .docker(100, 101, A)
      .add(102, {
        parent: 101,
        cgroup: `/system.slice/docker-${A}.scope`,
        namespace: 'hidden',
        state: 'zombie',
        mount: -2,
      })
      .add(103, { namespace: 'hidden', state: 'zombie', mount: -2 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,102]`]);
  });

  it('have one key while they live, though the order of processes changes', () => {
    const build = (pids: readonly number[]) => {
      const machine = new Machine();
      for (const pid of pids) machine.add(pid, { namespace: 7000, parent: pid === 101 ? 1 : 101 });
      return machine.groups().map(({ key }) => key);
    };
    expect(build([101, 102, 103])).toEqual(build([103, 102, 101]));
  });
});

describe('without root, where only NSpid is told', () => {
  const hidden = (pids: readonly number[]) => ({ namespace: 'hidden' as const, pids, mount: -13 });

  it('finds containers and sandboxes of other users', () => {
    const inside = { cgroup: `/system.slice/docker-${A}.scope` };
    const machine = new Machine()
      .add(100, { comm: 'containerd-shim', ...hidden([100]) })
      .add(101, { ...inside, parent: 100, ...hidden([101, 1]) })
      .add(102, { ...inside, parent: 101, ...hidden([102, 7]) })
      .add(200, { comm: 'bwrap', ...hidden([200]) })
      .add(201, { parent: 200, ...hidden([201, 1]) })
      .add(202, { parent: 201, ...hidden([202, 2]) })
      .add(203, { parent: 202, ...hidden([203, 3, 1]) });
    expect(machine.found()).toEqual([
      `container docker ${A} init=101 [101,102]`,
      'sandbox bubblewrap - init=201 [201,202]',
      'sandbox unknown - init=203 [203] in 201',
    ]);
  });

  it('finds no container in a system inside of one', () => {
    const below = `/system.slice/docker-${A}.scope`;
    const machine = new Machine()
      .add(100, { comm: 'containerd-shim', cgroup: '/system.slice/containerd.service', ...hidden([100]) })
      .add(101, { parent: 100, cgroup: `${below}/init.scope`, ...hidden([101, 1]) })
      .add(102, { parent: 101, cgroup: `${below}/system.slice/x.service`, ...hidden([102, 9]) });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,102]`]);
  });

  it('takes a process of the user for what it is, though its parent is root', () => {
    const machine = new Machine().add(100, hidden([100])).add(101, { parent: 100, namespace: HOST_PID });
    expect(machine.found()).toEqual([]);
  });

  it('does not take a nested process for one of the host because its parent is', () => {
    // Entered by the user's own nsenter (readable), then became another user (hidden).
    const machine = new Machine()
      .add(200, { comm: 'nsenter', namespace: HOST_PID })
      .add(201, { parent: 200, ...hidden([201, 9]), cgroup: '/x' });
    // Which namespace it is in is unknown; the host's it is not.
    expect(machine.found()).toEqual([]);
    machine.add(202, { parent: 201, namespace: 7000 });
    expect(machine.found()).toEqual(['sandbox unknown - init=202 [202]']);
  });
});

describe('a listing torn by processes that come and go', () => {
  it('finds the container though the parent of its init is missing', () => {
    const machine = new Machine().docker(100, 101, A);
    machine.records.delete(100);
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101]`]);
  });

  it('finds the container though its init seems to have been started by what runs in it', () => {
    // The shim ended, and its pid was given to a new process in the container.
    const machine = new Machine()
      .docker(100, 101, A)
      .add(100, { parent: 101, start: 999, cgroup: `/system.slice/docker-${A}.scope`, namespace: 5101 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [100,101]`]);
  });

  it('ends when two sandboxes seem to be in each other', () => {
    const machine = new Machine()
      .add(101, { parent: 202, namespace: 7000 })
      .add(102, { parent: 101, namespace: 7000 })
      .add(201, { parent: 102, namespace: 7001 })
      .add(202, { parent: 201, start: 999, namespace: 7001 });
    const groups = machine.groups();
    expect(groups.map(({ init }) => init.pid)).toEqual([101, 201]);
    expect(groups.map(({ parent }) => parent?.init.pid)).toEqual([undefined, 101]);
  });

  it('ends when sandboxes form a circle within one clock tick', () => {
    const machine = new Machine()
      .add(101, { parent: 301, start: 5, namespace: 7001 })
      .add(201, { parent: 101, start: 5, namespace: 7002 })
      .add(301, { parent: 201, start: 5, namespace: 7003 });
    expect(machine.groups()).toHaveLength(3);
  });

  it("ends when processes are each other's parents", () => {
    const machine = new Machine()
      .add(101, { parent: 102, namespace: 'hidden', pids: [101, 5] })
      .add(102, { parent: 101, namespace: 'hidden', pids: [102, 6] })
      .add(103, { parent: 103, namespace: 7000 });
    expect(machine.groups().length).toBeLessThanOrEqual(1);
  });
});
