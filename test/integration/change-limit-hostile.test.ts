import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { LimitChange } from '../../src/shared/model/limit-change.ts';
import { cgroupFolder, cgroupHierarchies } from '../lab/cgroups.ts';
import type { LabContainer } from '../lab/container.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { isRunning } from '../lab/process.ts';
import { HelperClient } from '../support/helper-client.ts';
import { blockDevice, changed, planned, targetOf } from './change-limits.ts';

const MIB = 1024 * 1024;

let lab: Lab;
let helper: HelperClient;
let runc: LabContainer;
/** Stands beside it: nothing of it may change. */
let decoy: LabContainer;
let decoySettings: ReadonlyMap<string, string>;

beforeAll(async () => {
  lab = await openLab();
  [runc, decoy] = await Promise.all([
    lab.runc({ memoryBytes: 24 * MIB, cpus: 0.5, pidsLimit: 40 }),
    lab.runc({ memoryBytes: 20 * MIB, cpus: 0.25, pidsLimit: 33 }),
  ]);
  decoySettings = settings(decoy);
  helper = await HelperClient.start({ arguments: ['--manage'] });
  await helper.watch();
});

afterEach(() => {
  expect(isRunning({ pid: decoy.initPid, startTime: decoy.initStartTime })).toBe(true);
  expect(settings(decoy)).toEqual(decoySettings);
});

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
});

/** Every file of the container's own cgroups that can be written, in all hierarchies, and what it holds. */
function settings({ initPid }: LabContainer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { controllers } of cgroupHierarchies()) {
    const folder = controllers[0] === undefined ? undefined : cgroupFolder(initPid, controllers[0]);
    if (folder === undefined) continue;
    for (const name of readdirSync(folder)) {
      // What follows from the settings is none.
      if (
        name.includes('effective') ||
        !/max$|high$|limit_in_bytes$|quota_us$|period_us$|shares$|cpus$|mems$|_device$|procs$/.test(name)
      )
        continue;
      try {
        found.set(join(folder, name), readFileSync(join(folder, name), 'utf8').trim());
      } catch {
        // It can only be written.
      }
    }
  }
  return found;
}

it.each<LimitChange>([
  { limit: 'memory', value: Number.MAX_SAFE_INTEGER },
  { limit: 'memory', value: 4095 },
  { limit: 'memory', value: 4097 },
  { limit: 'memory', value: 'max' },
  { limit: 'memory-high', value: MIB },
  { limit: 'cpu', value: 0.01 },
  { limit: 'cpu', value: 0.012345678 },
  { limit: 'cpu', value: 1_000_000 },
  { limit: 'cpu-weight', value: 1 },
  { limit: 'cpu-weight', value: 10_000 },
  { limit: 'pids', value: 1 },
  { limit: 'pids', value: 2 ** 22 },
  { limit: 'cpuset', value: '00000' },
  { limit: 'cpuset', value: '0-99999' },
  { limit: 'cpuset', value: '1-0' },
  { limit: 'cpuset', value: '0,0,0,0-0' },
  { limit: 'io', device: '0000:0', value: { readBytes: 1 } },
  { limit: 'io', device: '9999:9999999', value: { readBytes: 'max' } },
  { limit: 'io', device: blockDevice(), value: { readBytes: Number.MAX_SAFE_INTEGER } },
  { limit: 'io', device: blockDevice(), value: { writeOperations: 2 ** 32 - 1 } },
  { limit: 'io', device: blockDevice(), value: { writeOperations: 2 ** 32 - 2, writeBytes: 1 } },
])('gives a container just what $limit of $value means, or refuses and changes nothing', async (change) => {
  const before = settings(runc);
  const outcome = await changed(helper, runc, change).catch((error: unknown) => error as { data?: { code?: string } });
  const after = settings(runc);
  const differing = [...after].filter(([path, content]) => before.get(path) !== content).map(([path]) => path);
  if (!('plan' in outcome)) {
    expect(['BAD_VALUE', 'UNSUPPORTED', 'SYSTEM']).toContain(outcome.data?.code);
    expect(differing).toEqual([]);
    return;
  }
  const { plan, result } = outcome;
  expect(result.after).toBe(plan.after);
  const together = change.limit === 'memory' ? [plan.file.text.replace('memory.limit', 'memory.memsw.limit')] : [];
  const devices = [...before.keys()].filter((path) => change.limit === 'io' && path.includes('.throttle.'));
  for (const path of differing) expect([plan.file.text, ...together, ...devices]).toContain(path);
  for (const path of differing) writeFileSync(path, restoring(before.get(path) ?? '', change));
  expect(settings(runc)).toEqual(before);
});

/** What is written to have an old content again. */
function restoring(content: string, change: LimitChange): string {
  return change.limit === 'io' && content === '' ? `${change.device} 0` : content;
}

it.each<[string, unknown]>([
  ['a negative number', { limit: 'memory', value: -2 }],
  ['a number as text', { limit: 'memory', value: '10M' }],
  ['the same with a space', { limit: 'memory', value: '10M ' }],
  ['an exponent', { limit: 'memory', value: '1e9' }],
  ['20 digits, which version 1 would wrap', { limit: 'memory', value: '99999999999999999999' }],
  ['an octal number', { limit: 'pids', value: '010' }],
  ['a number with a space', { limit: 'pids', value: ' 5' }],
  ['a quota and a period', { limit: 'cpu', value: 'max 0' }],
  ['a fraction of a byte', { limit: 'memory', value: 1e6 + 0.5 }],
  ['more than a double holds', { limit: 'memory', value: 1e20 }],
  ['two lines', { limit: 'pids', value: 'max\n0' }],
  ['no tasks at all', { limit: 'pids', value: 0 }],
  ['hexadecimal', { limit: 'pids', value: '0x10' }],
  ['no CPU time', { limit: 'cpu', value: 0 }],
  ['an open range', { limit: 'cpuset', value: '0-' }],
  ['a list with a newline', { limit: 'cpuset', value: '0\n' }],
  ['an empty list', { limit: 'cpuset', value: '' }],
  ['a path for a device', { limit: 'io', device: '/dev/vda', value: { readBytes: 1 } }],
  ['a device with another one', { limit: 'io', device: '254:0 rbps=1', value: { readBytes: 1 } }],
  ['no limit of a device', { limit: 'io', device: '254:0', value: {} }],
  ['a file that is no limit', { limit: 'cgroup.procs', value: 1 }],
  ['who gets the controllers', { limit: 'cgroup.subtree_control', value: '+memory' }],
  ['what the kernel would run', { limit: 'release_agent', value: '/tmp/x' }],
  ['a path', { limit: '../../memory', value: 1 }],
  ['a limit of that name', { limit: '__proto__', value: 1 }],
  ['a key too many', { limit: 'pids', value: 10, file: 'release_agent' }],
])('refuses %s before anything is looked at', async (_, change) => {
  const before = settings(runc);
  const params = { ...(await targetOf(helper, runc)), change, before: '40' };
  const invalid = { data: { code: 'INVALID_PARAMS' } };
  await expect(helper.connection.sendRequest('limit/set', params)).rejects.toMatchObject(invalid);
  expect(settings(runc)).toEqual(before);
});

it('takes one change after the other, and the second as made on what is gone', async () => {
  const target = await targetOf(helper, runc);
  const change = (value: number): LimitChange => ({ limit: 'pids', value });
  const both = await Promise.allSettled(
    [50, 60].map((value) => helper.request('limit/set', { ...target, change: change(value), before: '40' })),
  );
  expect(both[0]).toMatchObject({ status: 'fulfilled', value: { before: '40', after: '50' } });
  expect(both[1]).toMatchObject({ status: 'rejected', reason: { data: { code: 'CHANGED', detail: '50' } } });
  await changed(helper, runc, change(40));
});

it('never limits the container that the helper stands in', async () => {
  const home = await lab.runc({ pidsLimit: 40 });
  await using inside = await HelperClient.start({ arguments: ['--manage'] });
  const pid = `${inside.child.pid}`;
  writeFileSync(join(cgroupFolder(home.initPid, 'pids') ?? '', 'cgroup.procs'), pid);
  try {
    await inside.watch();
    const before = settings(home);
    const change: LimitChange = { limit: 'pids', value: 1 };
    const set = inside.request('limit/set', { ...(await targetOf(inside, home)), change, before: '40' });
    const refusal = { data: { code: 'PROTECTED', protection: 'own-container' } };
    await expect(set).rejects.toMatchObject(refusal);
    await expect(planned(inside, home, change)).rejects.toMatchObject(refusal);
    expect(settings(home)).toEqual(before);
    expect((await inside.request('inventory/refresh', {})).containers.length).toBeGreaterThan(0);
  } finally {
    writeFileSync(join(cgroupFolder(process.pid, 'pids') ?? '', 'cgroup.procs'), pid);
  }
  await home.stop();
});
