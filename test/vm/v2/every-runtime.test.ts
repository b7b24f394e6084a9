import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../../src/shared/model/container.ts';
import { NAMESPACE_TYPES } from '../../../src/shared/model/namespace.ts';
import type { InitializeResult } from '../../../src/shared/protocol/helper.ts';
import type { LabContainer } from '../../lab/container.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { namespacesOf } from '../../lab/lsns.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { readCgroupFile, unifiedPath } from '../support/cgroup-file.ts';
import { MIB, onlyOf, untilListed, untilNamed } from '../support/found.ts';
import { asOrdinaryUser, ordinaryUser } from '../support/ordinary-user.ts';
import { startService, startUserScope, type Unit, type UserScope } from '../support/unit.ts';

/** How a container was started, and where systemd or its runtime put it. */
interface Started {
  readonly what: string;
  readonly container: LabContainer;
  /** The path of its init in the unified hierarchy. */
  readonly path: RegExp;
}

let lab: Lab;
const started: Started[] = [];
/** A sandbox that the ordinary user has its own systemd start. */
let scope: UserScope | undefined;
/** Services with namespaces of their own that are no containers. */
const services: Unit[] = [];

beforeAll(async () => {
  lab = await openLab();
  const add = async (what: string, path: RegExp, container: Promise<LabContainer>) => {
    started.push({ what, path, container: await container });
  };
  const H = '[0-9a-f]{64}';
  const user = '/user\\.slice/user-1000\\.slice/user@1000\\.service';
  await Promise.all([
    add(
      'docker',
      new RegExp(`^/system\\.slice/docker-${H}\\.scope$`),
      lab.docker({ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 }),
    ),
    add(
      'podman',
      new RegExp(`^/machine\\.slice/libpod-${H}\\.scope/container$`),
      lab.podman({ memoryBytes: 48 * MIB, cpus: 0.25, pidsLimit: 40 }),
    ),
  ]);
  await Promise.all([
    add(
      'rootless podman',
      new RegExp(`^${user}/user\\.slice/libpod-${H}\\.scope/container$`),
      lab.podman({ user: ordinaryUser, memoryBytes: 44 * MIB, cpus: 0.75, pidsLimit: 30 }),
    ),
    add('containerd', /^\/default\/lab-/, lab.containerd({ memoryBytes: 32 * MIB })),
    add('runc', /^\/lab-runc\/one$/, lab.runc({ memoryBytes: 24 * MIB, cgroupsPath: '/lab-runc/one' })),
    add(
      'runc with systemd',
      /^\/system\.slice\/runc-lab-runc-alone\.scope$/,
      lab.runc({
        ...{ name: 'lab-runc-alone', memoryBytes: 28 * MIB },
        ...{ systemdCgroup: true, cgroupsPath: 'system.slice:runc:lab-runc-alone' },
      }),
    ),
    add('crun', /^\/lab-crun\/one$/, lab.crun({ memoryBytes: 20 * MIB, cgroupsPath: '/lab-crun/one' })),
    add(
      'crun with systemd',
      /^\/system\.slice\/crun-lab-crun-alone\.scope\/container$/,
      lab.crun({
        ...{ name: 'lab-crun-alone', memoryBytes: 22 * MIB },
        ...{ systemdCgroup: true, cgroupsPath: 'system.slice:crun:lab-crun-alone' },
      }),
    ),
  ]);
  await Promise.all([
    // Its profile for AppArmor is loaded by a service that this machine does without.
    add(
      'lxc',
      /^\/lxc\.payload\.lab-/,
      lab.lxc({ memoryBytes: 16 * MIB, config: ['lxc.apparmor.profile = unconfined'] }),
    ),
    add(
      'nspawn',
      /^\/machine\.slice\/machine-lab.*\.scope\/payload$/,
      lab.nspawn({ registered: true, env: { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } }),
    ),
    add('bubblewrap', /^\/system\.slice\/container-internals-tests\.service/, lab.bubblewrap()),
    add('unshare', /^\/system\.slice\/container-internals-tests\.service/, lab.unshare()),
  ]);
  scope = await startUserScope('lab-scope', [
    ...['unshare', '--user', '--map-root-user', '--fork', '--pid', '--mount-proc', 'sleep', '3600'],
  ]);
  services.push(
    await startService('lab-private-tmp', ['PrivateTmp=yes']),
    await startService('lab-hardened', ['ProtectSystem=strict', 'PrivateDevices=yes', 'PrivateNetwork=yes']),
    await startService('lab-private-users', ['PrivateUsers=yes', 'ProtectHome=tmpfs']),
  );
}, 180_000);

afterAll(async () => {
  for (const unit of [...services, ...(scope === undefined ? [] : [scope])]) await unit.stop();
  await lab.close();
}, 120_000);

/** What went wrong with which container, so that one run shows all that is wrong. */
function problems(check: (started: Started) => string | undefined): readonly string[] {
  return started.flatMap((one) => {
    const problem = check(one);
    return problem === undefined ? [] : [`${one.what} (${unifiedPath(one.container.initPid)}): ${problem}`];
  });
}

/** The pids of all inits that are to be found. */
const inits = (): readonly number[] => [...started.map(({ container }) => container.initPid), scope?.init.pid ?? 0];

const countOf = (found: readonly Container[], pid: number) => found.filter(({ init }) => init.pid === pid).length;

it('starts each where its runtime puts it on such a machine', () => {
  const wrong = problems(({ container, path }) =>
    path.test(unifiedPath(container.initPid)) ? undefined : String(path),
  );
  expect(wrong).toEqual([]);
});

describe('as root', () => {
  let helper: HelperClient & { hello: InitializeResult };
  let found: readonly Container[];

  beforeAll(async () => {
    helper = await HelperClient.start();
    await helper.watch();
    await untilNamed(
      helper,
      started.map(({ container }) => container),
    );
    found = [...helper.containers.values()];
  });

  afterAll(() => helper[Symbol.asyncDispose]());

  it('knows the machine', () => {
    expect(helper.hello.host).toMatchObject({ cgroupMode: 'v2', privileged: true, helperUid: 0, nested: false });
  });

  it('finds each exactly once', () => {
    const wrong = problems(({ container }) => {
      const count = countOf(found, container.initPid);
      return count === 1 ? undefined : `${count} times`;
    });
    expect(wrong).toEqual([]);
    expect(countOf(found, scope?.init.pid ?? 0)).toBe(1);
  });

  it('finds nothing else', () => {
    const others = found.filter(({ init }) => !inits().includes(init.pid));
    expect(others.map(({ id, init }) => `${id} in ${unifiedPath(init.pid)}`)).toEqual([]);
  });

  it('takes no service of systemd for a container, whatever namespaces it has', () => {
    const taken = services.filter(({ main }) => countOf(found, main.pid) > 0);
    expect(taken.map(({ name }) => name)).toEqual([]);
  });

  it('gives each its runtime and name', () => {
    const unnamed = new Set(['bubblewrap', 'unshare']);
    const wrong = problems(({ container: { runtime, name, initPid } }) => {
      const shown = onlyOf(found, initPid);
      const named = unnamed.has(runtime) || shown.name === name;
      return shown.runtime === runtime && named ? undefined : `${shown.runtime} ${shown.name}, not ${runtime} ${name}`;
    });
    expect(wrong).toEqual([]);
    expect(onlyOf(found, scope?.init.pid ?? 0)).toMatchObject({ runtime: 'unshare', kind: 'sandbox' });
  });

  it('gives each its start time and id', () => {
    const wrong = problems(({ container: { initPid, initStartTime, id } }) => {
      const shown = onlyOf(found, initPid);
      const same = shown.init.startTime === initStartTime && (id === undefined || shown.runtimeContainerId === id);
      return same ? undefined : `${shown.init.startTime} ${shown.runtimeContainerId ?? 'no id'}`;
    });
    expect(wrong).toEqual([]);
  });

  it('gives each its eight namespaces, as lsns shows them', async () => {
    for (const { what, container } of started) {
      const truth = await namespacesOf(container.initPid);
      const { namespaces } = onlyOf(found, container.initPid);
      expect(namespaces.map(({ type }) => type)).toEqual(NAMESPACE_TYPES);
      for (const { type, id } of namespaces) {
        expect('value' in id && id.value.ino, `${what} ${type}`).toBe(truth.get(type));
      }
    }
  });

  it('shows the memory limit that each was started with, set by its own cgroup, and some use', () => {
    const wrong = problems(({ container: { initPid, memoryLimitBytes } }) => {
      if (memoryLimitBytes === undefined) return undefined;
      const { limit, own, use, setBy } = onlyOf(found, initPid).memory;
      const shown = 'value' in limit && limit.value.kind === 'amount' ? limit.value.amount : limit;
      if (shown !== memoryLimitBytes || !own) {
        return `${JSON.stringify(shown)} set by ${setBy?.text ?? 'none'}${own ? '' : ', not its own'}`;
      }
      return use !== undefined && 'value' in use && use.value > 0 ? undefined : `use ${JSON.stringify(use)}`;
    });
    expect(wrong).toEqual([]);
  });

  it('shows a limit file that holds the limit', () => {
    for (const { container } of started) {
      const { memory } = onlyOf(found, container.initPid);
      if (container.memoryLimitBytes === undefined) continue;
      const path = memory.setBy?.text ?? '';
      expect(memory.limitFile?.text).toBe(`/sys/fs/cgroup${path}/memory.max`);
      expect(Number(readCgroupFile(path, 'memory.max'))).toBe(container.memoryLimitBytes);
    }
  });

  it('lists no monitor, shim or launcher', () => {
    const wrong = problems(({ container: { monitor } }) =>
      monitor !== undefined && countOf(found, monitor.pid) > 0 ? unifiedPath(monitor.pid) : undefined,
    );
    expect(wrong).toEqual([]);
  });
});

describe('as the ordinary user', () => {
  let helper: HelperClient & { hello: InitializeResult };
  let found: readonly Container[];

  beforeAll(async () => {
    helper = await HelperClient.start({ prefix: [...asOrdinaryUser] });
    await helper.watch();
    await untilListed(helper, inits());
    await untilNamed(
      helper,
      started.filter(({ what }) => what === 'rootless podman').map(({ container }) => container),
    );
    found = [...helper.containers.values()];
  });

  afterAll(() => helper[Symbol.asyncDispose]());

  it('says that it is not root', () => {
    expect(helper.hello.host).toMatchObject({ privileged: false, helperUid: ordinaryUser.uid, cgroupMode: 'v2' });
  });

  it('still finds each exactly once, and nothing else', () => {
    const ordered = (pids: readonly number[]) => [...pids].sort((a, b) => a - b);
    expect(ordered(found.map(({ init }) => init.pid))).toEqual(ordered(inits()));
  });

  it('knows the runtimes that a path or a launcher tells', () => {
    // Only a record tells these, and it is root's.
    const hidden = new Set(['runc', 'crun']);
    const wrong = problems(({ what, container: { runtime, initPid } }) => {
      const shown = onlyOf(found, initPid).runtime;
      return shown === (hidden.has(what) ? 'unknown' : runtime) ? undefined : shown;
    });
    expect(wrong).toEqual([]);
  });

  it('reads the limits of all, since cgroup files are for everyone', () => {
    const wrong = problems(({ container: { initPid, memoryLimitBytes } }) => {
      const { limit } = onlyOf(found, initPid).memory;
      const shown = 'value' in limit && limit.value.kind === 'amount' ? limit.value.amount : undefined;
      return memoryLimitBytes === undefined || shown === memoryLimitBytes ? undefined : JSON.stringify(limit);
    });
    expect(wrong).toEqual([]);
  });

  it('shows its own containers whole: name, image and namespaces', async () => {
    const rootless = started.find(({ what }) => what === 'rootless podman')?.container;
    const container = onlyOf(found, rootless?.initPid ?? 0);
    expect(container).toMatchObject({ runtime: 'podman', name: rootless?.name, runtimeContainerId: rootless?.id });
    expect(container.image ?? '').toContain('ci-lab');
    const truth = await namespacesOf(rootless?.initPid ?? 0);
    for (const { type, id } of container.namespaces) expect('value' in id && id.value.ino, type).toBe(truth.get(type));
  });

  it("marks what is hidden of others' containers", () => {
    const docker = started.find(({ what }) => what === 'docker')?.container;
    for (const { id, scope: where } of onlyOf(found, docker?.initPid ?? 0).namespaces) {
      expect(id).toEqual({ unread: { reason: 'permission', errno: 'EACCES' } });
      expect(where).toBe('unknown');
    }
  });
});
