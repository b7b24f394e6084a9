import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import { waitFor } from '../lab/exec.ts';
import { openLab } from '../lab/lab.ts';
import { webviewContent } from './support/pages.ts';
import { LimitsPage } from './support/limits-page.ts';
import { Terminal } from './support/terminal.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

let workbench: Workbench;
let terminal: Terminal;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'container-internals-run-'));
  mkdirSync(join(folder, '.vscode'));
  const tasks = [{ type: 'isolated', label: 'greet', command: 'echo hello from $(hostname)', problemMatcher: [] }];
  writeFileSync(join(folder, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  workbench = await openWorkbench({
    viewport: { width: 1400, height: 900 },
    workspaceFolder: folder,
    settings: { 'terminal.integrated.gpuAcceleration': 'off', 'security.workspace.trust.enabled': false },
  });
  terminal = new Terminal(workbench.page);
  await workbench.openView('Container Internals');
});

afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Names of the cgroups that runs have now, in all hierarchies. */
function runCgroups(): string[] {
  return cgroupHierarchies().flatMap(({ mountPoint }) =>
    readdirSync(mountPoint).filter((name) => name.startsWith('isolated-')),
  );
}

async function runIsolated(
  command: string,
  preset: string,
  access = 'Folder writable',
  window = workbench,
): Promise<void> {
  const { prompts } = window;
  await window.runCommand('Container Internals: Run Isolated…');
  expect(await prompts.title()).toContain('Run isolated (1/3)');
  await prompts.type(command);
  await prompts.choose(`Run: ${command}`);
  await prompts.choose(preset);
  if (preset !== 'Namespaces only') await prompts.choose(access);
}

describe('Run Isolated', () => {
  it('runs a shell in a sandbox: its own processes, hostname and network, nothing writable, no privileges', async () => {
    await runIsolated('sh', 'Sandbox');
    await terminal.prompt();
    await terminal.run('echo "pid $$ in $(hostname)"');
    expect(await terminal.shows(/pid \d+ in \w+\n/)).toMatch(/pid [12] in sandbox/);
    await terminal.run('clear; ls /proc | grep -c "^[0-9]"');
    await terminal.shows(/^[345]$/m);
    await terminal.run('clear; touch /usr/x; echo "usr $?"');
    expect(await terminal.shows('usr 1')).toContain('Read-only file system');
    await terminal.run('clear; tail -n +3 /proc/net/dev | cut -d: -f1; echo end');
    expect(await terminal.shows(/^end$/m)).toMatch(/^\s*lo\nend/m);
    await terminal.run('clear; grep -E "^(Cap|Seccomp:|NoNewPrivs)" /proc/self/status');
    const status = await terminal.shows(/Seccomp:\s+\d/);
    expect(status.match(/^Cap\w+:\s+0+$/gm)).toHaveLength(5);
    expect(status).toMatch(/NoNewPrivs:\s+1/);
    expect(status).toMatch(/Seccomp:\s+2/);
    await terminal.run('clear; echo kept > here; echo wrote $?');
    await terminal.shows('wrote 0');
    expect(existsSync(join(folder, 'here'))).toBe(true);
  });

  it('shows the run in the tree with its namespaces, and its limit on the limits page', async () => {
    const row = await workbench.tree().row('sh');
    expect(row.description).toContain('isolated');
    await workbench.tree().expand('sh');
    await workbench.tree().expand('sh', /^Namespaces/);
    for (const type of ['pid', 'mnt', 'net', 'user']) {
      expect((await workbench.tree().row('sh', /^Namespaces/, type)).description).toMatch(/private|own/);
    }
    await workbench.tree().contextMenu(['sh'], 'Inspect Limits');
    await new LimitsPage(workbench.page).card('Memory').getByText('512 MiB').first().waitFor();
  });

  it('says that the kernel killed a program for want of memory, and leaves nothing at the end', async () => {
    await terminal.run('clear; head -c 600M /dev/zero | tail; echo tail $?');
    await terminal.shows(/tail 137/);
    expect(runCgroups()).not.toEqual([]);
    await terminal.run('exit');
    const text = await terminal.shows('Press any key');
    expect(text).toContain('out of memory at 512 MiB (its own limit)');
    await waitFor('the row to go', async () => !(await workbench.tree().rows()).some(({ label }) => label === 'sh'));
    expect(runCgroups()).toEqual([]);
  });

  it('shows how it was made, each system call with its reason', async () => {
    const told = await workbench.prompts.notification(/out of memory at 512 MiB/);
    await told.getByRole('button', { name: 'How It Was Made' }).click();
    const page = webviewContent(workbench.page);
    await page.getByRole('heading', { name: 'How sh was made' }).waitFor();
    await page.getByText('clone3({flags=CLONE_NEWUSER|').first().waitFor();
    await page.getByText('pivot_root(').first().waitFor();
    await page.getByRole('heading', { name: 'bwrap' }).waitFor();
  });

  it('runs again, and ends with its terminal', async () => {
    await workbench.runCommand('Container Internals: Run Again');
    await terminal.prompt();
    expect(runCgroups()).not.toEqual([]);
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
    await waitFor('the end of its cgroups', () => runCgroups().length === 0);
  });

  it('is a kind of task, which is shown in full and confirmed before it runs', async () => {
    await workbench.runCommand('Tasks: Run Task');
    await workbench.prompts.choose('greet');
    const question = await workbench.prompts.question();
    expect(question).toContain('A task of this workspace wants to run a command isolated.');
    expect(question).toContain('Command: "echo hello from $(hostname)"');
    await workbench.prompts.answer('Run');
    await terminal.shows('hello from sandbox');
    await terminal.shows('Exited with status 0.');
    await waitFor('the end of its cgroups', () => runCgroups().length === 0);
  });

  it('is a terminal profile', async () => {
    await workbench.runCommand('Create New Terminal (With Profile)');
    await workbench.prompts.choose('Isolated Shell');
    await terminal.choose(/\(isolated\)/, 2);
    await terminal.prompt();
    await terminal.run('echo "in $(hostname)"');
    await terminal.shows('in sandbox');
    await terminal.run('exit');
    await terminal.shows('Press any key');
  });
});

describe('Run Isolated of a user who is not root', () => {
  it('says that limits are impossible here, why, and runs without them', async () => {
    await using lab = await openLab();
    const user = await lab.user();
    const home = mkdtempSync(join(tmpdir(), 'container-internals-home-'));
    chownSync(home, user.uid, user.gid);
    await using window = await openWorkbench({
      account: { uid: user.uid, gid: user.gid, home: user.home },
      workspaceFolder: home,
      settings: { 'terminal.integrated.gpuAcceleration': 'off', 'security.workspace.trust.enabled': false },
    });
    await window.openView('Container Internals');
    const shown = new Terminal(window.page);
    await runIsolated('sh', 'Sandbox', 'Folder writable', window);
    await waitFor('the obstacle', async () =>
      (await window.prompts.title()).includes('Limits cannot be set on this run.'),
    );
    expect(await window.prompts.entry('How to fix')).toContain('no cgroup is delegated to this user');
    await window.prompts.choose('Run without limits');
    await shown.prompt();
    await shown.run('echo "pid $$ of $(id -u) in $(hostname)"');
    expect(await shown.shows(/pid \d+ of \d+ in \w+\n/)).toContain(`pid 2 of ${user.uid} in sandbox`);
    await shown.run(
      'clear; touch /usr/x; echo "usr $?"; grep -E "Seccomp:|CapEff" /proc/self/status; ls /sys/class/net',
    );
    const text = await shown.shows(/CapEff:\s+0+\n(.*\n)*Seccomp:\s+2\nlo/);
    expect(text).toContain('usr 1');
    await window.tree().row(/^sh$|^dash$|./);
    await shown.run('exit');
    await shown.shows('Exited with status 0.');
    rmSync(home, { recursive: true });
  });
});
