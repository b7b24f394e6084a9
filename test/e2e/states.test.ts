import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabContainer } from '../lab/container.ts';
import { waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
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
});

describe('a machine without containers', () => {
  it('says so, and what to do', async () => {
    await using workbench = await openWorkbench({
      inside: ['unshare', '--fork', '--pid', '--kill-child', '--mount-proc'],
    });
    await workbench.openView('Container Internals');
    expect(await welcome(workbench)).toMatch(/runs inside a container[\s\S]*Refresh/);
  });

  it('or with a /proc that hides them, says that', async () => {
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
