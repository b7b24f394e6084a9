import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DockerContainer } from '../../lab/docker.ts';
import { run } from '../../lab/exec.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { readCgroupFile, unifiedPath } from '../support/cgroup-file.ts';
import { limitsOf, MIB, onlyOf, untilListed, untilNamed } from '../support/found.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';
import { limitSlice } from '../support/unit.ts';

/** A slice of our own, and one inside it, which systemd puts at /lab.slice/lab-tight.slice. */
const OUTER = '/lab.slice';
const SLICE = `${OUTER}/lab-tight.slice`;

/** The disk of the root folder, as cgroup files name it. */
const DEVICE = '/dev/vda';

let lab: Lab;
let helper: HelperClient;
/** Every kind of limit, in the slice that systemd gives to containers. */
let limited: DockerContainer;
/** Generous limits in a slice with tighter ones. */
let squeezed: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  await limitSlice('lab-tight.slice', 'MemoryMax=40M', 'CPUQuota=30%', 'TasksMax=20', 'AllowedCPUs=1');
  [limited, squeezed] = await Promise.all([
    lab.docker({
      memoryBytes: 64 * MIB,
      cpus: 0.5,
      pidsLimit: 50,
      extraArgs: ['--cpuset-cpus=0', `--device-read-bps=${DEVICE}:1mb`, `--device-write-iops=${DEVICE}:120`],
    }),
    lab.docker({ memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50, extraArgs: ['--cgroup-parent=lab-tight.slice'] }),
  ]);
  helper = await HelperClient.start();
  await helper.watch();
  await untilNamed(helper, [limited, squeezed]);
}, 120_000);

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
}, 60_000);

const idOf = ({ initPid }: DockerContainer) => onlyOf(helper.containers.values(), initPid).id;

it('shows all five limits as they were set, each set by the own cgroup', async () => {
  const path = unifiedPath(limited.initPid);
  const limits = await limitsOf(helper, idOf(limited));
  const own = { own: true, setBy: { text: path } };
  const file = (name: string) => ({ limitFile: { text: `/sys/fs/cgroup${path}/${name}` } });
  expect(limits.memory).toMatchObject({ limit: { value: { amount: 64 * MIB } }, ...own, ...file('memory.max') });
  expect(limits.cpu).toMatchObject({ limit: { value: { amount: 0.5 } }, ...own, ...file('cpu.max') });
  expect(limits.pids).toMatchObject({ limit: { value: { amount: 50 } }, ...own, ...file('pids.max') });
  expect(limits.cpuset).toMatchObject({
    ...{ limit: { value: { list: '0', count: 1 } }, ...own },
    ...file('cpuset.cpus.effective'),
  });
  // The number of a device: makedev(3), both parts small.
  const { rdev } = statSync(DEVICE);
  const device = `${(rdev >> 8) & 0xfff}:${rdev & 0xff}`;
  expect(limits.io).toMatchObject({
    ...{ limit: { value: { devices: [{ device, readBytes: MIB, writeOperations: 120 }] } }, ...own },
    ...file('io.max'),
  });
});

it('shows what the cgroup files themselves hold', async () => {
  const path = unifiedPath(limited.initPid);
  expect(readCgroupFile(path, 'memory.max')).toBe(`${64 * MIB}`);
  expect(readCgroupFile(path, 'cpu.max')).toBe('50000 100000');
  expect(readCgroupFile(path, 'pids.max')).toBe('50');
  expect(readCgroupFile(path, 'cpuset.cpus.effective')).toBe('0');
  expect(readCgroupFile(path, 'io.max')).toMatch(/rbps=1048576 .*wiops=120/);
  const { memory, pids } = await limitsOf(helper, idOf(limited));
  expect(pids.use).toEqual({ value: Number(readCgroupFile(path, 'pids.current')) });
  const use = memory.use !== undefined && 'value' in memory.use ? memory.use.value : 0;
  const current = Number(readCgroupFile(path, 'memory.current'));
  // It is asleep: only what the kernel keeps for it may change a little.
  expect(Math.abs(use - current)).toBeLessThan(MIB);
});

it('names the slice where it binds before the container does', async () => {
  expect(unifiedPath(squeezed.initPid)).toBe(`${SLICE}/docker-${squeezed.id}.scope`);
  const limits = await limitsOf(helper, idOf(squeezed));
  const bySlice = { own: false, setBy: { text: SLICE } };
  expect(limits.memory).toMatchObject({ limit: { value: { amount: 40 * MIB } }, ...bySlice });
  expect(limits.cpu).toMatchObject({ limit: { value: { amount: 0.3 } }, ...bySlice });
  expect(limits.pids).toMatchObject({ limit: { value: { amount: 20 } }, ...bySlice });
  expect(limits.cpuset).toMatchObject({ limit: { value: { list: '1', count: 1 } }, ...bySlice });
  // The container's use is told by its own cgroup all the same.
  expect(limits.memory.useFile?.text).toBe(`/sys/fs/cgroup${unifiedPath(squeezed.initPid)}/memory.current`);
});

it('names the slice above, and the container again, as soon as they bind', async () => {
  await limitSlice('lab.slice', 'MemoryMax=36M');
  const { memory } = await limitsOf(helper, idOf(squeezed));
  expect(memory).toMatchObject({ limit: { value: { amount: 36 * MIB } }, own: false, setBy: { text: OUTER } });

  await limitSlice('lab.slice', 'MemoryMax=infinity');
  await run('docker', ['update', '--memory=32m', '--memory-swap=32m', squeezed.id]);
  const again = await limitsOf(helper, idOf(squeezed));
  const path = unifiedPath(squeezed.initPid);
  expect(again.memory).toMatchObject({ limit: { value: { amount: 32 * MIB } }, own: true, setBy: { text: path } });
  await helper.until('the new limit in the row', () => {
    const { limit } = onlyOf(helper.containers.values(), squeezed.initPid).memory;
    return 'value' in limit && limit.value.kind === 'amount' && limit.value.amount === 32 * MIB;
  });
});

it('shows the same to the ordinary user', async () => {
  await using other = await HelperClient.start({ prefix: [...asOrdinaryUser] });
  await other.watch();
  await untilListed(other, [limited.initPid, squeezed.initPid]);
  for (const id of [idOf(limited), idOf(squeezed)]) {
    const [theirs, ours] = [await limitsOf(other, id), await limitsOf(helper, id)];
    const facts = (limits: typeof ours) =>
      Object.values(limits).map(({ resource, limit, own, setBy, limitFile }) => [
        resource,
        limit,
        own,
        setBy,
        limitFile,
      ]);
    expect(facts(theirs)).toEqual(facts(ours));
  }
});

it('says "max" where nothing limits up to the root, and what systemd sets where it does', async () => {
  const free = await lab.docker();
  await untilListed(helper, [free.initPid]);
  const { memory, cpu, pids, io } = await limitsOf(helper, idOf(free));
  for (const { limit, setBy, own } of [memory, cpu, io]) {
    expect(limit).toEqual({ value: { kind: 'max' } });
    expect(setBy).toBeUndefined();
    expect(own).toBe(false);
  }
  // DefaultTasksMax= of systemd-system.conf(5) holds for scopes too.
  const path = unifiedPath(free.initPid);
  expect(pids).toMatchObject({ limit: { value: { amount: Number(readCgroupFile(path, 'pids.max')) } }, own: true });
  await free.stop();
});
