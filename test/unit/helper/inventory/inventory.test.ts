import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LimitsReader } from '../../../../src/helper/cgroup/limits.ts';
import { IdleCheck } from '../../../../src/helper/inventory/idle-check.ts';
import { Inventory } from '../../../../src/helper/inventory/inventory.ts';
import { ProcessTable } from '../../../../src/helper/inventory/process-table.ts';
import type { Description, Runtime, RuntimeContext } from '../../../../src/helper/runtimes/runtime.ts';
import { RUNTIMES } from '../../../../src/helper/runtimes/table.ts';
import { files, Tree, V2 } from '../cgroup/tree.ts';
import { hexId } from './machine.ts';
import { ProcTree } from './proc-tree.ts';

const A = hexId('a');
const B = hexId('b');
/** Looks that follow each other more closely do not list the processes each time. */
const PAUSE_MS = 550;
const scope = (id: string) => `/system.slice/docker-${id}.scope`;

let proc: ProcTree;
let cgroups: Tree;
let inventory: Inventory;
/** What Docker says of each container, by its id; what is not here has no name. */
let described: Map<string, Description>;

beforeEach(() => {
  proc = new ProcTree();
  cgroups = new Tree(V2);
  described = new Map();
  const runtimes = RUNTIMES.map((runtime): Runtime => ({
    ...runtime,
    describe: ({ containerId = '' }) => Promise.resolve(described.get(containerId) ?? {}),
    recorded: () => Promise.resolve([]),
  }));
  inventory = new Inventory(
    {
      proc: proc.reader,
      table: new ProcessTable(proc.reader, proc.folder),
      idle: new IdleCheck(proc.reader),
      runtimes,
      context: {} as RuntimeContext,
      hierarchies: cgroups.hierarchies,
      limits: new LimitsReader(files),
      namespaceDevice: 4,
    },
    () => undefined,
  );
});

afterEach(() => {
  proc.dispose();
  cgroups.remove();
});

/** A container of Docker whose shim has the pid before its init. */
function docker(init: number, id: string, more: Parameters<ProcTree['set']>[1] = {}): void {
  proc.set(init - 1, { comm: 'containerd-shim', cgroup: '/system.slice/containerd.service' });
  proc.set(init, {
    parent: init - 1,
    cgroup: scope(id),
    namespaces: { pid: 50_000 + init, mnt: 60_000 + init },
    ...more,
  });
  cgroups.cgroup(`unified${scope(id)}`, {
    'memory.max': '1000\n',
    'memory.current': '10\n',
    'cgroup.events': 'frozen 0\n',
  });
}

/** Looks, a while after the look before, until nothing waits for a name. */
async function settle() {
  await sleep(PAUSE_MS);
  const changes = [await inventory.update(false)];
  for (let tries = 0; tries < 200 && inventory.awaitingNames; tries++) {
    await sleep(5);
    changes.push(await inventory.update(false));
  }
  return changes.filter((change) => change !== undefined);
}

const list = () => inventory.snapshot().containers;

describe('Inventory', () => {
  it('puts together what the kernel and the runtime tell', async () => {
    described.set(A, { name: 'web', nameSource: 'runtime', image: 'nginx' });
    docker(101, A, { comm: 'ng\x1binx', uid: 33, pids: [101, 1] });
    await settle();
    expect(list()).toMatchObject([
      {
        id: `docker:${A}`,
        kind: 'container',
        runtime: 'docker',
        name: 'web',
        nameSource: 'runtime',
        image: 'nginx',
        runtimeContainerId: A,
        state: 'running',
        init: { pid: 101, startTime: 1000 },
        initComm: String.raw`ng\x1binx`,
        initUid: { value: 33 },
        initPids: { value: [101, 1] },
        processCount: 1,
        cgroups: [{ version: 2, path: { text: scope(A) } }],
        memory: { limit: { value: { kind: 'amount', amount: 1000 } }, own: true, use: { value: 10 } },
      },
    ]);
    const scopes = list()[0]?.namespaces.map(({ type, scope: whose }) => `${type} ${whose}`);
    expect(scopes).toContain('pid private');
    expect(scopes).toContain('net host');
    expect(inventory.entry(`docker:${A}`)?.group.init.pid).toBe(101);
    expect(inventory.entry('__proto__')).toBeUndefined();
  });

  it('tells only what changed, and counts the states', async () => {
    described.set(A, { name: 'a' }).set(B, { name: 'b' });
    docker(101, A);
    const [first] = (await settle()).slice(-1);
    expect(first?.changed.map(({ name }) => name)).toEqual(['a']);
    expect(await inventory.update(false)).toBeUndefined();
    docker(201, B);
    const [second] = (await settle()).slice(-1);
    expect(second).toMatchObject({ sequence: (first?.sequence ?? 0) + 1, changed: [{ name: 'b' }], removed: [] });
    proc.remove(101);
    const [third] = (await settle()).slice(-1);
    expect(third).toEqual({ sequence: (second?.sequence ?? 0) + 1, changed: [], removed: [`docker:${A}`] });
    expect(inventory.snapshot().sequence).toBe(third?.sequence);
    expect(inventory.entry(`docker:${A}`)).toBeUndefined();
  });

  it('shows a container in another with its parent, and one in a pause container with what is around that', async () => {
    described.set(A, { name: 'a' }).set(B, { name: 'pause', infrastructure: true });
    docker(101, A);
    proc.set(111, { parent: 101, cgroup: `${scope(A)}/docker/${B}`, namespaces: { pid: 777 } });
    proc.set(112, { parent: 111, cgroup: `${scope(A)}/docker/${B}`, namespaces: { pid: 778 } });
    await settle();
    expect(list().map(({ id, parent }) => [id, parent])).toEqual([
      [`docker:${A}`, undefined],
      ['sandbox:112-1000', `docker:${A}`],
    ]);
  });

  it('sees that the processes of a container changed, though their number did not', async () => {
    docker(101, A);
    proc.set(102, { parent: 101, cgroup: scope(A), namespaces: { pid: 50_101 } });
    await settle();
    const before = list()[0];
    proc.remove(102).set(103, { parent: 101, cgroup: scope(A), namespaces: { pid: 50_101 } });
    await settle();
    expect(list()[0]?.processCount).toBe(before?.processCount);
    expect(list()[0]?.processRevision).not.toBe(before?.processRevision);
  });

  it('reads use and freezer again when a second is over', async () => {
    described.set(A, { name: 'a' });
    docker(101, A);
    await settle();
    cgroups.cgroup(`unified${scope(A)}`, { 'memory.current': '20\n', 'cgroup.events': 'frozen 1\n' });
    await sleep(1100);
    expect(await inventory.update(false)).toMatchObject({
      changed: [{ state: 'frozen', memory: { use: { value: 20 } } }],
    });
  });

  it('reads them at once when they are known to have changed, and tells which cgroup froze it', async () => {
    described.set(A, { name: 'a' });
    docker(101, A);
    await settle();
    cgroups.cgroup(`unified${scope(A)}`, { 'cgroup.events': 'frozen 1\n', 'cgroup.freeze': '0\n' });
    cgroups.cgroup('unified/system.slice', { 'cgroup.freeze': '1\n' });
    expect(await inventory.update(false)).toBeUndefined();
    inventory.expireFigures();
    const held = { state: 'frozen', frozenBy: { text: '/system.slice' } };
    expect(await inventory.update(false, false)).toMatchObject({ changed: [held] });
    cgroups.cgroup(`unified${scope(A)}`, { 'cgroup.freeze': '1\n' });
    inventory.expireFigures();
    expect((await inventory.update(false, false))?.changed[0]?.frozenBy).toBeUndefined();
  });

  it('reads the limits of a container that was just started when it shows it, not while it asks for the name', async () => {
    await settle();
    docker(101, A);
    cgroups.cgroup(`unified${scope(A)}`, { 'memory.max': 'max\n' });
    await sleep(PAUSE_MS);
    await inventory.update(false);
    expect(inventory.awaitingNames).toBe(true);
    // The runtime gets to it only now.
    cgroups.cgroup(`unified${scope(A)}`, { 'memory.max': '1000\n' });
    await inventory.update(false, false);
    expect(list()).toMatchObject([{ memory: { limit: { value: { kind: 'amount', amount: 1000 } } } }]);
  });

  it('makes up for a look that failed', async () => {
    // Long up: nothing is so new that it would be looked at again anyway.
    writeFileSync(`${proc.folder}/uptime`, '100000.00 1.00\n');
    await settle();
    await sleep(PAUSE_MS);
    docker(101, A);
    renameSync(proc.folder, `${proc.folder}-away`);
    // The open folder still tells that something moved; the listing fails, as with no file descriptor left.
    await expect(inventory.update(false)).rejects.toThrow('ENOENT');
    renameSync(`${proc.folder}-away`, proc.folder);
    await settle();
    expect(list()).toHaveLength(1);
  });

  it('does not mix looks that are asked for at the same time', async () => {
    docker(101, A);
    const looks = await Promise.all([inventory.update(false), inventory.update(true), inventory.update(false)]);
    const told = looks.filter((look) => look !== undefined).map(({ sequence }) => sequence);
    expect(new Set(told).size).toBe(told.length);
    await settle();
    expect(list()).toHaveLength(1);
  });

  it('tells the host apart though pid 1 cannot be read', async () => {
    proc.set(1, { namespaces: { mnt: undefined, pid: undefined } });
    docker(101, A);
    await settle();
    expect(list()).toHaveLength(1);
  });

  it('waits for the name again when a container was started again under its id', async () => {
    described.set(A, { name: 'web', nameSource: 'runtime' });
    docker(101, A);
    await settle();
    proc.remove(101);
    proc.remove(100);
    docker(301, A);
    await sleep(PAUSE_MS);
    await inventory.update(false);
    // Either it is held back or it bears its name; never is it shown without.
    for (const container of inventory.snapshot().containers) expect(container.name).toBe('web');
    await settle();
    expect(inventory.snapshot().containers.map(({ name, init }) => [name, init.pid])).toEqual([['web', 301]]);
  });
});
