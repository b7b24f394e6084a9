import { describe, expect, it } from 'vitest';
import { hexId, HOST_PID, Machine } from './machine.ts';

const A = hexId('a');
const B = hexId('b');

describe('containers that their cgroup names', () => {
  it('finds a container of Docker, its processes and its shim', () => {
    const machine = new Machine()
      .docker(100, 101, A)
      .add(102, { parent: 101, cgroup: `/system.slice/docker-${A}.scope`, namespace: 5101 })
      .add(200);
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,102]`]);
    const [group] = machine.groups();
    expect(group?.ancestors.map(({ comm }) => comm)).toEqual(['containerd-shim', 'systemd']);
    expect(group?.path).toBe(`/system.slice/docker-${A}.scope`);
    expect(group?.key).toBe(`/docker:${A}`);
  });

  it('finds a container in the pid namespace of the host by its mounts', () => {
    expect(new Machine().docker(100, 101, A, { namespace: HOST_PID }).found()).toEqual([
      `container docker ${A} init=101 [101]`,
    ]);
  });

  it('counts a process that was started inside from outside, and keeps the oldest as init', () => {
    const machine = new Machine()
      .docker(100, 300, A, { start: 300 })
      .add(50, { parent: 100, start: 400, cgroup: `/system.slice/docker-${A}.scope`, namespace: 5300 });
    expect(machine.found()).toEqual([`container docker ${A} init=300 [50,300]`]);
  });

  it('finds Docker in Docker', () => {
    const inner = `/system.slice/docker-${A}.scope/docker/${B}`;
    const machine = new Machine()
      .docker(100, 101, A)
      .add(110, { comm: 'containerd-shim', parent: 101, cgroup: `/system.slice/docker-${A}.scope`, namespace: 5101 })
      .add(111, { parent: 110, cgroup: inner, namespace: 7000 });
    expect(machine.found()).toEqual([
      `container docker ${A} init=101 [101,110]`,
      `container docker ${B} init=111 [111] in 101`,
    ]);
    expect(machine.groups()[1]?.key).toBe(`/docker:${A}/docker:${B}`);
  });

  it('takes a system inside for one container, wherever its processes stand below it', () => {
    const below = `/system.slice/docker-${A}.scope`;
    const machine = new Machine()
      .docker(100, 101, A, { cgroup: `${below}/init.scope` })
      .add(102, { parent: 101, cgroup: `${below}/system.slice/x.service`, namespace: 5101, mount: 999 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,102]`]);
  });

  it('leaves monitors out', () => {
    const machine = new Machine()
      .add(100, { comm: 'conmon', cgroup: `/machine.slice/libpod-conmon-${A}.scope`, mount: 77 })
      .add(101, { parent: 100, cgroup: `/machine.slice/libpod-${A}.scope/container`, namespace: 7000 })
      .add(110, { comm: '[lxc monitor] ', cgroup: '/lxc.monitor.web', mount: 78 })
      .add(111, { parent: 110, cgroup: '/lxc.payload.web', namespace: 7001 });
    expect(machine.found()).toEqual([`container podman ${A} init=101 [101]`, 'container lxc web init=111 [111]']);
  });

  it('shows a container of which only zombies are left no more', () => {
    expect(new Machine().docker(100, 101, A, { state: 'zombie' }).found()).toEqual([]);
  });

  it('leaves kernel threads out, whatever they say', () => {
    const machine = new Machine().add(2, { comm: 'kthreadd', parent: 0, kernelThread: true, cgroup: `/docker/${A}` });
    expect(machine.found()).toEqual([]);
  });
});

describe('a name alone', () => {
  it.each([`/docker/${A}`, `/docker-${A}.scope`, '/lxc.payload.x', '/machine.slice/machine-x.scope', '/default/redis'])(
    '%s with the namespaces of the host is no container',
    (cgroup) => {
      const machine = new Machine().add(100, { comm: 'bash' }).add(101, { parent: 100, cgroup });
      expect(machine.found()).toEqual([]);
    },
  );

  it('is none where the parent is missing either', () => {
    expect(new Machine().add(101, { parent: 99, cgroup: `/docker/${A}` }).found()).toEqual([]);
  });

  it('inside of a container is no further container', () => {
    const machine = new Machine()
      .docker(100, 101, A)
      .add(102, { parent: 101, cgroup: `/system.slice/docker-${A}.scope/docker/${B}`, namespace: 5101, mount: 6101 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101,102]`]);
  });

  it('of another one takes no process from the real container, and does not hide it', () => {
    const machine = new Machine()
      // Older than the container, so that it would be taken for its init.
      .add(90, { comm: 'evil', start: 1, cgroup: `/user.slice/docker-${A}.scope` })
      .docker(100, 101, A);
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101]`]);
  });

  it('of another one, with namespaces of its own, is a container beside the real one', () => {
    const machine = new Machine()
      .docker(100, 101, A)
      .add(102, { start: 200, cgroup: `/user.slice/docker-${A}.scope`, namespace: 7000 });
    expect(machine.found()).toEqual([`container docker ${A} init=101 [101]`, `container docker ${A} init=102 [102]`]);
    const [real, other] = machine.groups();
    expect(real?.key).toBe(`/docker:${A}`);
    expect(other?.key).not.toBe(real?.key);
  });

  it('may be that of two users: both have their container, and what is in it', () => {
    const user = (uid: number) => `/user.slice/user-${uid}.slice/user@${uid}.service`;
    const machine = new Machine();
    for (const uid of [1000, 1001]) {
      machine
        .add(uid, { cgroup: `${user(uid)}/lxc.payload.web`, namespace: uid })
        .add(uid + 10, { cgroup: `${user(uid)}/lxc.payload.web/lxc.payload.db`, namespace: uid + 10, parent: uid });
    }
    expect(machine.found()).toEqual([
      'container lxc web init=1000 [1000]',
      'container lxc web init=1001 [1001]',
      'container lxc db init=1010 [1010] in 1000',
      'container lxc db init=1011 [1011] in 1001',
    ]);
    expect(new Set(machine.groups().map(({ key }) => key)).size).toBe(4);
  });
});

describe('weak names', () => {
  it('count under the shim that goes with them', () => {
    const machine = new Machine()
      .add(100, { comm: 'containerd-shim' })
      .add(101, { parent: 100, cgroup: '/default/redis', namespace: 7000 });
    expect(machine.found()).toEqual(['container containerd redis init=101 [101]']);
  });

  it('do not count without it: what lives there is a sandbox', () => {
    const machine = new Machine().add(101, { cgroup: '/default/redis', namespace: 7000 });
    expect(machine.found()).toEqual(['sandbox unknown - init=101 [101]']);
  });

  it('a shim names a cgroup that has any name', () => {
    const machine = new Machine()
      .add(100, { comm: 'containerd-shim', cgroup: '/system.slice/containerd.service' })
      .add(101, { parent: 100, cgroup: '/custom/place', namespace: 7000 });
    expect(machine.found()).toEqual(['container containerd place init=101 [101]']);
  });
});

describe('recorded containers', () => {
  const recorded = (pid: number, startTime: number) => [
    { runtime: 'runc' as const, containerId: 'demo', init: { pid, startTime }, bundle: '/srv/demo' },
  ];
  const machine = () => new Machine().add(100).add(101, { parent: 100, cgroup: '/mine/demo', namespace: 7000 });

  it('are found in a cgroup of any name, with their bundle', () => {
    expect(machine().found({ recorded: recorded(101, 101) })).toEqual(['container runc demo init=101 [101]']);
    expect(machine().groups({ recorded: recorded(101, 101) })[0]?.bundle).toBe('/srv/demo');
  });

  it.each([
    [101, 100],
    [102, 101],
  ])('do not count for another process: pid %i started at %i', (pid, startTime) => {
    expect(machine().found({ recorded: recorded(pid, startTime) })).toEqual(['sandbox unknown - init=101 [101]']);
  });

  it('do not make a container of the session that one stands in', () => {
    // Without a cgroup of its own: it was moved to the parent of orphans, and its session stayed.
    const session = '/user.slice/user-1000.slice/session-3.scope';
    const crowd = new Machine()
      .add(50, { comm: 'sshd', cgroup: session, mount: -13 })
      .add(51, { comm: 'bash', parent: 50, cgroup: session })
      .add(60, { parent: 1, cgroup: session, namespace: 7000 });
    expect(crowd.found({ recorded: recorded(60, 60) })).toEqual([
      'sandbox runc - init=60 [60]'.replace('runc', 'unknown'),
    ]);
  });
});

describe('hierarchies that disagree', () => {
  const file = (...lines: readonly string[]) =>
    lines.map((line, index) => `${lines.length - index}:${line}\n`).join('');

  it('the one that names most containers counts', () => {
    const machine = new Machine().docker(100, 101, A).add(110, {
      parent: 101,
      cgroup: file(`memory:/system.slice/docker-${A}.scope`, `pids:/system.slice/docker-${A}.scope/docker/${B}`),
      namespace: 7000,
    });
    expect(machine.found()).toEqual([
      `container docker ${A} init=101 [101]`,
      `container docker ${B} init=110 [110] in 101`,
    ]);
  });

  it('an outer container has one identity, whichever hierarchy names the inner one', () => {
    const machine = new Machine()
      .add(100, { comm: 'containerd-shim' })
      .add(101, {
        parent: 100,
        cgroup: file(`memory:/docker/${A}`, `name=systemd:/x/docker-${A}.scope`),
        namespace: 7000,
      })
      .add(102, {
        parent: 101,
        cgroup: file(`memory:/docker/${A}`, `name=systemd:/x/docker-${A}.scope/docker/${B}`),
        namespace: 7001,
      });
    expect(machine.found()).toEqual([
      `container docker ${A} init=101 [101]`,
      `container docker ${B} init=102 [102] in 101`,
    ]);
  });
});
