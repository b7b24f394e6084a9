import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DockerContainer } from '../../lab/docker.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { MIB, onlyOf, untilListed } from '../support/found.ts';
import { bindingOf, ladderOf } from '../support/samples.ts';
import { sampleById } from '../../support/samples.ts';

let lab: Lab;
let helper: HelperClient;
let docker: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  docker = await lab.docker({ memoryBytes: 64 * MIB });
  helper = await HelperClient.start();
  await helper.watch();
  await untilListed(helper, [docker.initPid]);
}, 120_000);

afterAll(async () => {
  await helper[Symbol.asyncDispose]();
  await lab.close();
}, 60_000);

it('says that pressure is off since the kernel was started so, and shows the rest', async () => {
  expect(existsSync('/proc/pressure')).toBe(false);
  const sample = await sampleById(helper, onlyOf(helper.containers.values(), docker.initPid).id);
  for (const pressure of Object.values(sample.pressure))
    expect(pressure).toEqual({ value: { kind: 'off', why: 'boot' } });
  expect(bindingOf(ladderOf(sample, 'memory'))?.[1]).toBe(64 * MIB);
});
