import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LimitChange, LimitPlan } from '../../src/shared/model/limit-change.ts';
import { cgroupFolder } from '../lab/cgroups.ts';
import type { LabContainer } from '../lab/container.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { startPodmanService } from '../lab/podman-service.ts';
import { HelperClient } from '../support/helper-client.ts';
import { blockDevice, changed, planned, targetOf } from './change-limits.ts';

const MIB = 1024 * 1024;
const CHANGE: LimitChange = { limit: 'memory', value: 96 * MIB };

let lab: Lab;
let podman: LabContainer;

beforeAll(async () => {
  lab = await openLab();
  podman = await lab.podman({ memoryBytes: 64 * MIB, pidsLimit: 40 });
});

afterAll(() => lab.close());

const ownFile = (controller: string, file: string) => join(cgroupFolder(podman.initPid, controller) ?? '', file);

const memoryLimit = () => Number(readFileSync(ownFile('memory', 'memory.limit_in_bytes'), 'utf8')) / MIB;

async function startHelper(environment: NodeJS.ProcessEnv = {}): Promise<HelperClient> {
  const env = { ...process.env, ...environment };
  const helper = await HelperClient.start({ arguments: ['--manage'], spawn: { env } });
  await helper.watch();
  return helper;
}

it('has the service of Podman change its container', async () => {
  await using _service = await startPodmanService();
  // A socket that was missing is not looked for again at once.
  await using helper = await startHelper();
  const { plan, result } = await changed(helper, podman, CHANGE);
  expect(plan).toMatchObject({ writer: 'podman', risks: [{ kind: 'swap-follows' }] });
  expect(plan.command.slice(0, 4)).toEqual(['podman', 'update', '--memory', `${96 * MIB}`]);
  expect(plan.command.at(-1)).toBe(podman.name);
  const tasks = await changed(helper, podman, { limit: 'pids', value: 60 });
  expect(tasks.plan.writer).toBe('podman');
  expect(memoryLimit()).toBe(96);
  await expect(planned(helper, podman, { limit: 'cpuset', value: '4000' })).rejects.toMatchObject({
    data: { code: 'BAD_VALUE' },
  });
  if (result.undo !== undefined) await changed(helper, podman, result.undo);
  expect(memoryLimit()).toBe(64);
});

describe('a service that stands where Podman has its own', () => {
  /** Answers as Podman does when it is asked for the container, with this pid; `update` answers what comes by POST. */
  async function withService(
    told: { readonly pid: number; readonly update: RequestListener; readonly inspected?: () => void },
    use: (helper: HelperClient) => Promise<void>,
  ): Promise<void> {
    const folder = join(lab.folder, 'runtime');
    mkdirSync(join(folder, 'podman'), { recursive: true });
    const server = createServer((request, response) => {
      if (request.method === 'POST') told.update(request, response);
      else if (!request.url?.startsWith('/containers/')) response.writeHead(404).end();
      else {
        told.inspected?.();
        response.end(JSON.stringify({ Id: podman.id, Name: podman.name, State: { Pid: told.pid } }));
      }
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 'podman/podman.sock'), resolve));
    try {
      await using helper = await startHelper({ XDG_RUNTIME_DIR: folder });
      await use(helper);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it('is not believed that it changed what stands there as before', async () => {
    const lies: RequestListener = (_, response) => response.writeHead(201).end('{}');
    await withService({ pid: podman.initPid, update: lies }, async (helper) => {
      const old = `${64 * MIB}`;
      await expect(changed(helper, podman, CHANGE)).rejects.toMatchObject({ data: { code: 'NOT_TAKEN', detail: old } });
    });
    expect(memoryLimit()).toBe(64);
  });

  it('is told of with its last line, fit for display', async () => {
    const says = JSON.stringify({ message: 'the way there\n\u001b]0;no\u0007\u202e' + 'a'.repeat(2000) });
    const refuses: RequestListener = (_, response) => response.writeHead(500).end(says);
    await withService({ pid: podman.initPid, update: refuses }, async (helper) => {
      const error = (await changed(helper, podman, CHANGE).catch((thrown: unknown) => thrown)) as {
        data: { code: string; detail: string };
      };
      expect(error.data.code).toBe('REFUSED');
      expect(error.data.detail).toMatch(/^\\x1b\]0;no\\x07\\u\{202e\}a+…$/u);
      expect(error.data.detail.length).toBeLessThan(600);
    });
  });

  it.each<[string, RequestListener]>([
    ['never answered', () => undefined],
    ['hung up', ({ socket }) => socket.destroy()],
  ])('is believed what the file says where it changed the limit and %s', async (_, then) => {
    const silent: RequestListener = (request, response) => {
      writeFileSync(ownFile('memory', 'memory.limit_in_bytes'), `${96 * MIB}`);
      then(request, response);
    };
    const swap = ownFile('memory', 'memory.memsw.limit_in_bytes');
    const before = readFileSync(swap, 'utf8');
    try {
      writeFileSync(swap, '-1');
      await withService({ pid: podman.initPid, update: silent }, async (helper) => {
        expect((await changed(helper, podman, CHANGE)).result.after).toBe(`${96 * MIB}`);
      });
    } finally {
      writeFileSync(ownFile('memory', 'memory.limit_in_bytes'), `${64 * MIB}`);
      writeFileSync(swap, before);
    }
    expect(memoryLimit()).toBe(64);
  });

  it('is not asked for a container that was moved to another cgroup meanwhile', async () => {
    const others = join(ownFile('memory', '..'), `lab-moved-${process.pid}`);
    const home = ownFile('memory', 'cgroup.procs');
    mkdirSync(others);
    const limits = () => readFileSync(join(others, 'memory.limit_in_bytes'), 'utf8');
    const untouched = limits();
    const asked: string[] = [];
    const update: RequestListener = ({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(201).end('{}');
    };
    let isPlanned = false;
    const move = () => {
      if (isPlanned) writeFileSync(join(others, 'cgroup.procs'), `${podman.initPid}`);
    };
    try {
      await withService({ pid: podman.initPid, update, inspected: move }, async (helper) => {
        const { before } = await planned(helper, podman, CHANGE);
        isPlanned = true;
        const set = helper.request('limit/set', { ...(await targetOf(helper, podman)), change: CHANGE, before });
        await expect(set).rejects.toMatchObject({ data: { code: 'CHANGED' } });
      });
      expect(limits()).toBe(untouched);
    } finally {
      writeFileSync(home, `${podman.initPid}`);
      rmdirSync(others);
    }
    expect([asked, memoryLimit()]).toEqual([[], 64]);
  });

  it('is not replaced by the file where it was said to write and is gone', async () => {
    let plan: LimitPlan | undefined;
    await withService({ pid: podman.initPid, update: () => undefined }, async (helper) => {
      plan = await planned(helper, podman, CHANGE);
    });
    if (plan === undefined) throw new Error('no plan');
    expect(plan.writer).toBe('podman');
    await using helper = await startHelper();
    const { before, writer } = plan;
    const set = helper.request('limit/set', { ...(await targetOf(helper, podman)), change: CHANGE, before, writer });
    await expect(set).rejects.toMatchObject({ data: { code: 'CHANGED' } });
    expect(memoryLimit()).toBe(64);
  });

  it('is not asked where it means another first process', async () => {
    const update: RequestListener = () => {
      throw new Error('it was asked');
    };
    await withService({ pid: podman.initPid + 1, update }, async (helper) => {
      expect(await planned(helper, podman, CHANGE)).toMatchObject({ writer: 'file' });
    });
  });

  it('is given up where it does not answer', async () => {
    await withService({ pid: podman.initPid, update: () => undefined }, async (helper) => {
      const late = { data: { code: 'TIMEOUT' } };
      const first = expect(changed(helper, podman, CHANGE)).rejects.toMatchObject(late);
      await sleep(100);
      // It would come so late that nobody waits for it any more.
      const second = changed(helper, podman, { limit: 'io', device: blockDevice(), value: { readBytes: MIB } });
      await expect(second).rejects.toMatchObject(late);
      await first;
    });
    expect(memoryLimit()).toBe(64);
    expect(readFileSync(ownFile('blkio', 'blkio.throttle.read_bps_device'), 'utf8')).toBe('');
  });
});
