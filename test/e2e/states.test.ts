import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cgroupFolder } from '../lab/cgroups.ts';
import type { LabContainer } from '../lab/container.ts';
import { waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { identify, type ProcessIdentity } from '../lab/process.ts';
import { endProcess } from '../lab/signal.ts';
import { LimitsPage } from './support/limits-page.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

/** What the view says where there are no rows, once it has read what there is. */
function welcome(workbench: Workbench): Promise<string> {
  const content = workbench.page.locator('.part.sidebar .welcome-view-content');
  return waitFor(
    'the welcome text',
    async () => {
      const text = (await content.isVisible()) ? await content.innerText() : '';
      return text !== '' && !text.startsWith('Reading') && text;
    },
    { timeoutMs: 20_000, everyMs: 100 },
  );
}

describe('a view without root', () => {
  let lab: Lab;
  let workbench: Workbench;
  let docker: LabContainer;

  beforeAll(async () => {
    lab = await openLab();
    const user = await lab.user();
    docker = await lab.docker({ memoryBytes: 64 * 1024 * 1024 });
    // Almost everything there is for all to read: so a folder and a file of this container are not.
    chmodSync(cgroupFolder(docker.initPid, 'pids') ?? '', 0o700);
    chmodSync(join(cgroupFolder(docker.initPid, 'memory') ?? '', 'memory.soft_limit_in_bytes'), 0o600);
    workbench = await openWorkbench({ account: { uid: user.uid, gid: user.gid, home: user.home } });
    await workbench.openView('Container Internals');
  });

  afterAll(async () => {
    await workbench.close();
    await lab.close();
  });

  it('lists the containers of others, and says of what it cannot read that it needs root', async () => {
    const tree = workbench.tree();
    // The name is known to Docker alone, and Docker answers only who may use it: the short id stands for it.
    const row = await tree.row(docker.id?.slice(0, 12) ?? '');
    expect(row.description).toMatch(new RegExp(`^docker · pid ${docker.initPid} · .* of 64 MiB$`));
    await tree.expand(row.label);
    await tree.expand(row.label, 'Namespaces');
    for (const type of ['net', 'pid', 'user']) {
      expect((await tree.row(row.label, 'Namespaces', type)).description).toContain('root');
    }
    await tree.expand(row.label, 'Processes');
    expect((await tree.row(row.label, 'Processes', /→ 1$/)).description).toContain('sleep');
    expect(await workbench.page.locator('.part.sidebar .message').innerText()).toContain('helper: user');
  });

  it('opens the limits of a container, shows what can be read, and says of the rest that it needs root', async () => {
    await workbench.tree().inlineAction([docker.id?.slice(0, 12) ?? ''], /Inspect Limits/);
    const page = new LimitsPage(workbench.page);
    await page.ready();
    expect(await page.card('Memory').locator('.big').innerText()).toMatch(/of 64 MiB$/);
    expect((await page.ladder('Who limits memory?')).at(-1)?.[1]).toBe('64 MiB binds');
    expect(await page.knob('memory.limit_in_bytes')).toContain(`64 MiB ${64 * 1024 * 1024}`);
    expect(await page.card('Processes and threads').locator('.big').innerText()).toBe('needs root');
    expect(await page.card('Processes and threads').innerText()).toContain('only to root');
    expect(await page.knob('memory.soft_limit_in_bytes')).toContain('needs root');
  });
});

describe('a window inside a container', () => {
  it('says that it sees no other container, and what to do', async () => {
    await using workbench = await openWorkbench({
      inside: ['unshare', '--fork', '--pid', '--kill-child', '--mount-proc'],
    });
    await workbench.openView('Container Internals');
    expect(await welcome(workbench)).toMatch(/runs inside a container[\s\S]*Refresh/);
  });
});

describe('a window where /proc hides the processes of others', () => {
  it('says so instead of showing an empty machine', async () => {
    await using lab = await openLab();
    const user = await lab.user();
    const hide = ['unshare', '--mount', 'sh', '-c', 'mount -t proc -o hidepid=2 proc /proc && exec "$@"', 'sh'];
    await using workbench = await openWorkbench({
      account: { uid: user.uid, gid: user.gid, home: user.home },
      inside: hide,
    });
    await workbench.openView('Container Internals');
    expect(await welcome(workbench)).toMatch(/hides the processes of other users/);
  });
});

describe('a helper that cannot run', () => {
  let lab: Lab;
  let workbench: Workbench;
  /** The program of the helper, as installed. */
  let script: string;

  beforeAll(async () => {
    lab = await openLab();
    workbench = await openWorkbench();
    const extensions = join(workbench.server.dataFolder, 'extensions');
    const folder = (await readdir(extensions)).find((name) => name.startsWith('container-internals.'));
    script = join(extensions, folder ?? '', 'dist', 'helper.js');
  });

  afterAll(async () => {
    await workbench.close();
    await lab.close();
  });

  const breakHelper = (): Promise<void> => rename(script, `${script}.away`);
  const repairHelper = (): Promise<void> => rename(`${script}.away`, script);
  const message = (): Locator => workbench.page.locator('.part.sidebar .message');

  it('from the start is told in place of the rows, and Restart Helper brings them once it is repaired', async () => {
    const docker = await lab.docker();
    await breakHelper();
    await workbench.openView('Container Internals');
    expect(await welcome(workbench)).toMatch(
      /helper[\s\S]*failed several times[\s\S]*log says why[\s\S]*Restart Helper[\s\S]*Show Log/,
    );
    expect(await workbench.tree().rows()).toEqual([]);

    await repairHelper();
    await workbench.runCommand('Container Internals: Restart Helper');
    await workbench.tree().row(docker.name);
    await message().getByText('helper: root').waitFor();
  });

  it('any more is told above the rows that were known, and Restart Helper brings the new ones', async () => {
    const before = await lab.docker();
    await workbench.tree().row(before.name);
    await breakHelper();
    const [helper, ...others] = runningHelpers(script);
    expect(others).toEqual([]);
    if (helper === undefined) throw new Error('no helper runs');
    await endProcess(helper);
    await message()
      .getByText(/failed 5 times.* ended with code 1; showing the last known state/)
      .waitFor();
    const after = await lab.docker();
    await workbench.tree().row(before.name);
    expect((await workbench.tree().rows()).map(({ label }) => label)).not.toContain(after.name);

    await repairHelper();
    await workbench.runCommand('Container Internals: Restart Helper');
    await workbench.tree().row(after.name);
    await message().getByText('helper: root').waitFor();
  });
});

/** The processes that run this script. */
function runningHelpers(script: string): ProcessIdentity[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(script) ? [identify(Number(pid))] : [];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}
