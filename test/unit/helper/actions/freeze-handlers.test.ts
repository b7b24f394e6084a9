import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerLocks } from '../../../../src/helper/actions/container-locks.ts';
import { freezeHandlers } from '../../../../src/helper/actions/freeze-handlers.ts';
import type { Entry } from '../../../../src/helper/inventory/entry.ts';
import type { PauseAnswer, Runtime, RuntimeControl } from '../../../../src/helper/runtimes/runtime.ts';
import type { HelperErrorData } from '../../../../src/shared/errors.ts';
import { files, Tree, V2 } from '../cgroup/tree.ts';
import { hexId, Machine } from '../inventory/machine.ts';
import { ProcTree } from '../inventory/proc-tree.ts';

const ID = hexId('web');
const CONTAINER = `docker:${ID}`;
const SCOPE = `/system.slice/docker-${ID}.scope`;
const INIT = { pid: 101, startTime: 1000 };

let proc: ProcTree;
let cgroups: Tree;
/** What Docker answers. */
let told: PauseAnswer;
/** Called when Docker is asked. */
let meanwhile: () => void;
let changes: number;

beforeEach(() => {
  proc = new ProcTree();
  cgroups = new Tree(V2);
  told = { kind: 'unknown' };
  meanwhile = () => undefined;
  changes = 0;
  proc.set(INIT.pid, { cgroup: SCOPE, namespaces: { pid: 777, mnt: 778 } });
  kernel('0');
  cgroups.cgroup(`unified${SCOPE}`, { 'cgroup.procs': `${INIT.pid}\n` });
});

afterEach(() => {
  proc.dispose();
  cgroups.remove();
});

/** What the kernel says of the container. */
function kernel(frozen: '0' | '1'): void {
  cgroups.cgroup(`unified${SCOPE}`, { 'cgroup.events': `frozen ${frozen}\n`, 'cgroup.freeze': `${frozen}\n` });
}

function handler(frozen: boolean, more: Partial<typeof INIT> = {}) {
  const docker: Runtime = {
    id: 'docker',
    pause: () => {
      meanwhile();
      return Promise.resolve(told);
    },
  };
  const [group] = new Machine().docker(100, INIT.pid, ID, { start: INIT.startTime }).groups();
  if (group === undefined) throw new Error('no container');
  const entry = { group, description: {}, cgroups: cgroups.container(`0::${SCOPE}\n`, SCOPE) } as unknown as Entry;
  const handlers = freezeHandlers({
    containers: {
      fresh: () => Promise.resolve(),
      entry: (id) => (id === CONTAINER ? entry : undefined),
      all: () => [entry],
    },
    locks: new ContainerLocks(),
    changed: () => (changes += 1),
    proc: proc.reader,
    hierarchies: cgroups.hierarchies,
    cgroupFiles: files,
    runtimes: [docker],
    control: {} as RuntimeControl,
  });
  return Promise.resolve(handlers['container/freeze']({ containerId: CONTAINER, init: { ...INIT, ...more }, frozen }));
}

const failure = async (frozen: boolean, more: Partial<typeof INIT> = {}): Promise<HelperErrorData> => {
  const error = await handler(frozen, more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return (error as { data: HelperErrorData }).data;
};

describe('container/freeze', () => {
  it('tells what the runtime said when it refuses, fit to be shown', async () => {
    told = { kind: 'refused', message: `cannot \x1b]0;x\x07 ${'y'.repeat(5000)}` };
    const { code, detail = '' } = await failure(true);
    expect(code).toBe('REFUSED');
    expect(detail).toMatch(/^cannot \\x1b\]0;x\\x07 y+…$/);
    expect(detail.length).toBeLessThan(600);
    expect(changes).toBe(1);
  });

  it('takes a refusal for done where the kernel shows what was asked', async () => {
    told = { kind: 'refused', message: 'already paused' };
    meanwhile = () => kernel('1');
    expect(await handler(true)).toEqual({ state: 'frozen', by: 'docker', unknownToRuntime: false });
    meanwhile = () => kernel('0');
    expect(await handler(false)).toEqual({ state: 'running', by: 'docker', unknownToRuntime: false });
  });

  it('tells that the runtime did not answer in time, and leaves the kernel alone', async () => {
    told = { kind: 'timeout', takenBack: Promise.resolve() };
    expect(await failure(true)).toMatchObject({ code: 'TIMEOUT' });
    expect(readFileSync(`${cgroups.folder}/unified${SCOPE}/cgroup.freeze`, 'utf8')).toBe('0\n');
  });

  it('does by the kernel what the runtime believes to be done', async () => {
    told = { kind: 'already' };
    kernel('1');
    setTimeout(() => kernel('0'), 50);
    expect(await handler(false)).toEqual({ state: 'running', by: 'kernel', unknownToRuntime: false });
  });

  it('says that a runtime that cannot be reached does not know', async () => {
    cgroups.cgroup(`unified${SCOPE}`, { 'cgroup.events': 'frozen 1\n' });
    expect(await handler(true)).toEqual({ state: 'frozen', by: 'kernel', unknownToRuntime: true });
  });

  it.each([{ pid: 102 }, { startTime: 1001 }])('is of this very container: %j is gone', async (other) => {
    expect(await failure(true, other)).toMatchObject({ code: 'GONE', target: CONTAINER });
  });

  it('tells a container that ended meanwhile from a kernel that cannot freeze', async () => {
    cgroups.remove();
    cgroups = new Tree(V2).cgroup(`unified${SCOPE}`, { 'cgroup.procs': `${INIT.pid}\n` });
    expect(await failure(true)).toMatchObject({ code: 'UNSUPPORTED', errno: 'ENOENT' });
    proc.remove(INIT.pid);
    expect(await failure(true)).toMatchObject({ code: 'GONE', errno: 'ENOENT' });
  });
});
