import { readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabContainer } from '../lab/container.ts';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { identify } from '../lab/process.ts';
import { endProcess } from '../lab/signal.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const MIB = 1024 * 1024;
/** Stands in the environment and in the arguments of a container, as secrets do. */
const SECRET = 'canary-4f1c9a';

describe('the Containers view', () => {
  let lab: Lab;
  let workbench: Workbench;
  let standing: LabContainer;

  beforeAll(async () => {
    lab = await openLab();
    standing = await lab.docker({
      name: 'sidecar',
      memoryBytes: 32 * MIB,
      command: ['/bin/sh', '-c', `sleep 3600; : ${SECRET}`],
      extraArgs: ['--env', `TOKEN=${SECRET}`],
    });
    workbench = await openWorkbench();
    await workbench.openView('Container Internals');
    await workbench.tree().row('sidecar');
  });

  afterAll(async () => {
    await workbench.close();
    await lab.close();
  });

  const isListed = async (name: string) => (await workbench.tree().rows()).some(({ label }) => label === name);

  const copied = async (path: readonly string[], item: string, fits: (text: string) => boolean) => {
    await workbench.tree().contextMenu(path, item);
    await waitFor(`"${item}" on the clipboard`, async () => fits(await workbench.clipboard()));
  };

  it('shows a container that starts within a second, and its end', async () => {
    const docker = await lab.docker({ name: 'web', memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 });
    await waitFor('the row', () => isListed('web'), { timeoutMs: 1000, everyMs: 20 });
    const row = await workbench.tree().row('web');
    expect(row.description).toMatch(new RegExp(`^docker · pid ${docker.initPid} · [\\d.]+ [KM]iB of 64 MiB$`));
    await docker.stop();
    await waitFor('the end of the row', async () => !(await isListed('web')), { timeoutMs: 1000, everyMs: 20 });
  });

  it('shows the same pids, inodes and limits as /proc and the cgroup', async () => {
    const tree = workbench.tree();
    await tree.expand('sidecar');
    await tree.expand('sidecar', 'Processes');
    await tree.expand('sidecar', 'Namespaces');
    await tree.expand('sidecar', 'Limits');
    const pid = standing.initPid;

    const process = await tree.row('sidecar', 'Processes', `${pid} → 1`);
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1).join(' ');
    expect(process.description.replaceAll("'", '')).toBe(commandLine);
    expect(process.description).toContain(SECRET);

    for (const type of ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']) {
      const inode = /\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/${type}`))?.[1] ?? 'none';
      const { description } = await tree.row('sidecar', 'Namespaces', type);
      expect(description, type).toContain(inode);
    }
    const user = await tree.row('sidecar', 'Namespaces', 'user');
    expect(user.description).toContain('root inside is root outside');

    const memory = await tree.row('sidecar', 'Limits', 'Memory');
    expect(memory.description).toMatch(/ of 32 MiB · its own limit$/);
  });

  it('keeps what is open and selected while others come and go', async () => {
    const tree = workbench.tree();
    await tree.click('sidecar', 'Namespaces', 'net');
    for (const name of ['first', 'second', 'third']) {
      const other = await lab.docker({ name });
      await tree.row(name);
      await other.stop();
      await waitFor('its end', async () => !(await isListed(name)));
    }
    expect((await tree.row('sidecar', 'Namespaces')).expanded).toBe(true);
    expect((await tree.row('sidecar', 'Processes')).expanded).toBe(true);
    const net = await tree.element('sidecar', 'Namespaces', 'net');
    expect(await net.getAttribute('aria-selected')).toBe('true');
  });

  it('copies what a row is about, and the shell command that shows it', async () => {
    const tree = workbench.tree();
    const pid = standing.initPid;
    const memoryFile = /^cat \/sys\/fs\/cgroup\/.*memory.*$/;
    await copied(['sidecar'], 'Copy Host PID', (text) => text === `${pid}`);
    await copied(['sidecar'], 'Copy Container ID', (text) => text === standing.id);
    const net = ['sidecar', 'Namespaces', 'net'];
    await copied(net, 'Copy Shell Command', (text) => text === `ls -l /proc/${pid}/ns/net`);
    await copied(['sidecar', 'Limits', 'Memory'], 'Copy Shell Command', (text) => memoryFile.test(text));
    await tree.click(...net);
    await workbench.page.keyboard.press('Control+c');
    await waitFor('the inode', async () => /^\d{10}$/.test(await workbench.clipboard()));
  });

  it('groups by runtime, and hides sandboxes', async () => {
    const sandbox = await lab.unshare();
    const name = `sandbox ${/\d+/.exec(readlinkSync(`/proc/${sandbox.initPid}/ns/pid`))?.[0] ?? ''}`;
    const tree = workbench.tree();
    await tree.row(name);
    await workbench.runCommand('Container Internals: Hide Sandboxes');
    await waitFor('the sandbox to hide', async () => !(await isListed(name)));
    await workbench.runCommand('Container Internals: Show Sandboxes');
    await tree.row(name);
    await sandbox.stop();
  });

  it('goes on by itself after the helper was killed', async () => {
    const helper = helperBelow(workbench.server.pid);
    await endProcess(identify(helper));
    const docker = await lab.docker({ name: 'afterwards' });
    await workbench.tree().row('afterwards');
    expect(helperBelow(workbench.server.pid)).not.toBe(helper);
    await docker.stop();
  });
});

describe('what the view has shown', () => {
  it('is in no log and in no file of VS Code', async () => {
    await using lab = await openLab();
    const docker = await lab.docker({ command: ['/bin/sh', '-c', `sleep 3600; : ${SECRET}`] });
    await using workbench = await openWorkbench({ settings: { 'window.logLevel': 'trace' } });
    await workbench.openView('Container Internals');
    await workbench.tree().expand(docker.name);
    await workbench.tree().expand(docker.name, 'Processes');
    await workbench.runCommand('Container Internals: Refresh');
    await workbench.runCommand('Container Internals: Show Log');
    const found = await run('grep', ['--recursive', '--files-with-matches', SECRET, workbench.server.dataFolder], {
      accept: [1],
    });
    expect(found.stdout).toBe('');
  });
});

/** The helper that this VS Code started: the process of ours among its descendants. */
function helperBelow(pid: number): number {
  const isHelper = (candidate: number) =>
    /dist\/helper\.js\0/.test(readFileSync(`/proc/${candidate}/cmdline`, 'latin1'));
  const found = descendants(pid).filter(isHelper);
  expect(found).toHaveLength(1);
  return found[0] ?? 0;
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  if (children === '') return [];
  return children.split(' ').flatMap((child) => [Number(child), ...descendants(Number(child))]);
}
