import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { unifiedPath } from '../support/cgroup-file.ts';
import { MIB, onlyOf, untilNamed } from '../support/found.ts';

/**
 * systemd-nspawn gives an old system inside the `name=systemd` hierarchy of version 1. From then on every process of
 * the machine has a line for it in /proc/PID/cgroup, though no controller is on it and it is mounted in there alone.
 */
it('still reads a machine of version 2 where nspawn has made a named hierarchy of version 1', async () => {
  await using lab = await openLab();
  const docker = await lab.docker({ memoryBytes: 64 * MIB });
  const nspawn = await lab.nspawn({ registered: true, env: { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '0' } });
  expect(readFileSync(`/proc/${docker.initPid}/cgroup`, 'latin1')).toMatch(/^\d+:name=systemd:\/$/m);

  await using helper = await HelperClient.start();
  expect(helper.hello.host.cgroupMode).toBe('v2');
  await helper.watch();
  await untilNamed(helper, [docker, nspawn]);
  const found = [...helper.containers.values()];
  expect(onlyOf(found, docker.initPid)).toMatchObject({
    id: `docker:${docker.id}`,
    memory: { limit: { value: { amount: 64 * MIB } }, own: true, setBy: { text: unifiedPath(docker.initPid) } },
  });
  expect(onlyOf(found, nspawn.initPid)).toMatchObject({ runtime: 'nspawn', name: nspawn.name });
});
