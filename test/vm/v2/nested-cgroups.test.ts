import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DockerContainer } from '../../lab/docker.ts';
import { waitFor } from '../../lab/exec.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { unifiedPath } from '../support/cgroup-file.ts';
import { limitsOf, MIB, onlyOf, untilNamed } from '../support/found.ts';

/** What a systemd does in its container, by hand: it moves itself down and gives each service a cgroup. */
const likeSystemd = `
  mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || mount -o remount,rw /sys/fs/cgroup
  cd /sys/fs/cgroup
  mkdir -p init.scope system.slice/web.service system.slice/db.service
  echo $$ >init.scope/cgroup.procs
  echo '+memory +pids' >cgroup.subtree_control
  for service in web db; do
    (echo 0 >system.slice/$service.service/cgroup.procs && exec sleep 3600) &
  done
  exec sleep 3600
`;

/** A name that a runtime would give, in a place that is anybody's to make. */
const imitation = `docker-${'ab'.repeat(32)}.scope`;
const imitator = `
  mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || mount -o remount,rw /sys/fs/cgroup
  mkdir -p /sys/fs/cgroup/${imitation}
  (echo 0 >/sys/fs/cgroup/${imitation}/cgroup.procs && exec sleep 3600) &
  exec sleep 3600
`;

let lab: Lab;
let helper: HelperClient;
let systemd: DockerContainer;
let liar: DockerContainer;

async function childIn(container: DockerContainer, below: string): Promise<number> {
  return waitFor(`a process in ${below}`, () => {
    const scope = `/sys/fs/cgroup/system.slice/docker-${container.id}.scope`;
    return Number(readFileSync(`${scope}/${below}/cgroup.procs`, 'latin1').split('\n')[0]) || undefined;
  });
}

beforeAll(async () => {
  lab = await openLab();
  const extraArgs = ['--privileged', '--cgroupns=private'];
  [systemd, liar] = await Promise.all([
    lab.docker({ memoryBytes: 64 * MIB, extraArgs, command: ['/bin/sh', '-c', likeSystemd] }),
    lab.docker({ extraArgs, command: ['/bin/sh', '-c', imitator] }),
  ]);
  await childIn(systemd, 'system.slice/db.service');
  await childIn(liar, imitation);
  helper = await HelperClient.start();
  await helper.watch();
  await untilNamed(helper, [systemd, liar]);
}, 120_000);

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
}, 60_000);

it('keeps a container with a systemd inside one container, with all of its processes', () => {
  const path = `/system.slice/docker-${systemd.id}.scope`;
  expect(unifiedPath(systemd.initPid)).toBe(`${path}/init.scope`);
  const container = onlyOf(helper.containers.values(), systemd.initPid);
  expect(container).toMatchObject({
    id: `docker:${systemd.id}`,
    runtime: 'docker',
    name: systemd.name,
    processCount: 3,
  });
  expect(container.cgroups.find(({ version }) => version === 2)?.path.text).toBe(path);
  const inside = [...helper.containers.values()].filter(({ parent }) => parent === container.id);
  expect(inside).toEqual([]);
});

it('shows the limits of the container, not of what systemd made inside', async () => {
  const { id } = onlyOf(helper.containers.values(), systemd.initPid);
  const { memory, pids } = await limitsOf(helper, id);
  const path = `/system.slice/docker-${systemd.id}.scope`;
  expect(memory).toMatchObject({
    ...{ limit: { value: { amount: 64 * MIB } }, own: true, setBy: { text: path } },
    useFile: { text: `/sys/fs/cgroup${path}/memory.current` },
  });
  expect(pids.use).toEqual({ value: 3 });
});

it('believes no name of a cgroup that a container makes inside', () => {
  const container = onlyOf(helper.containers.values(), liar.initPid);
  expect(container).toMatchObject({ id: `docker:${liar.id}`, processCount: 2 });
  expect([...helper.containers.values()].filter(({ id }) => id.includes('abababab'))).toEqual([]);
});
