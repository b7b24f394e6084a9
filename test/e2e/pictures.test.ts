import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabContainer } from '../lab/container.ts';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { LimitsPage } from './support/limits-page.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './support/workbench.ts';

const MIB = 1024 * 1024;
const ROOT = resolve(import.meta.dirname, '../..');
/** `UPDATE_PICTURES=1` renews those of the documentation. */
const FOLDER = process.env.UPDATE_PICTURES === '1' ? `${ROOT}/docs/images` : `${ROOT}/test-results/images`;

describe('the view, to be looked at', () => {
  let lab: Lab;
  let web: LabContainer;

  beforeAll(async () => {
    lab = await openLab();
    const server = 'for i in 1 2; do sleep 3600 & done; exec httpd -f -p 8080 -h /';
    web = await lab.docker({
      name: 'web',
      memoryBytes: 64 * MIB,
      cpus: 0.5,
      pidsLimit: 50,
      command: ['/bin/sh', '-c', server],
    });
    await lab.docker({ name: 'sidecar', memoryBytes: 32 * MIB, extraArgs: ['--network=container:web'] });
    const db = await lab.docker({ name: 'db', memoryBytes: 128 * MIB });
    await db.pause();
    await lab.podman({ name: 'cache', memoryBytes: 48 * MIB });
    await lab.lxc({ name: 'legacy' });
    await lab.bubblewrap();
  });

  afterAll(() => lab.close());

  async function open(options: WorkbenchOptions, width: number): Promise<Workbench> {
    const workbench = await openWorkbench(options);
    await workbench.openView('Container Internals');
    await workbench.widenSidebar(width);
    const tree = workbench.tree();
    for (const below of [[], ['Processes'], ['Namespaces'], ['Limits']]) await tree.expand('web', ...below);
    // The first rates need a second sample.
    await waitFor('a rate', async () => (await tree.row('web', 'Limits', 'CPU')).description.includes('%'));
    return workbench;
  }

  it.each(['dark', 'light', 'high-contrast'] as const)('in the %s theme', async (theme) => {
    await using workbench = await open({ theme, viewport: { width: 860, height: 820 } }, 560);
    await workbench.screenshot(`${FOLDER}/containers-${theme}.png`);
    expect((await workbench.tree().rows()).length).toBeGreaterThan(20);
  });

  it.each(['dark', 'light', 'high-contrast'] as const)('of limits, in the %s theme', async (theme) => {
    await using workbench = await openWorkbench({ theme, viewport: { width: 1480, height: 1060 } });
    await workbench.openView('Container Internals');
    await workbench.tree().inlineAction(['web'], /Inspect Limits/);
    const page = new LimitsPage(workbench.page);
    await page.ready();
    // Something to see: it works at its quota, then takes more memory than it has.
    const busy = 'timeout 7 sh -c "while :; do :; done"; head -c 20000000 /dev/zero >/tmp/pages';
    await run('docker', ['exec', '-d', web.id ?? '', '/bin/sh', '-c', busy]);
    await sleep(7500);
    const gulp = 'dd if=/dev/zero of=/dev/null bs=200M count=1';
    await run('docker', ['exec', web.id ?? '', '/bin/sh', '-c', gulp], { accept: [1, 137] });
    await page.happenings().filter({ hasText: 'OOM kill' }).first().waitFor();
    await sleep(2500);
    expect(await page.seriousFindings()).toEqual([]);
    await workbench.screenshot(`${FOLDER}/limits-${theme}.png`);
  });

  it('in a narrow column', async () => {
    await using workbench = await open({ viewport: { width: 600, height: 820 } }, 230);
    await workbench.screenshot(`${FOLDER}/containers-narrow.png`);
  });

  it('without root', async () => {
    const user = await lab.user();
    const account = { uid: user.uid, gid: user.gid, home: user.home };
    await using workbench = await openWorkbench({ account, viewport: { width: 860, height: 820 } });
    await workbench.openView('Container Internals');
    await workbench.widenSidebar(560);
    const shortId = web.id?.slice(0, 12) ?? '';
    await workbench.tree().expand(shortId);
    await workbench.tree().expand(shortId, 'Processes');
    await workbench.tree().expand(shortId, 'Namespaces');
    await workbench.screenshot(`${FOLDER}/containers-without-root.png`);
  });
});
