import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import { waitFor } from '../lab/exec.ts';
import { LimitsPage } from './support/limits-page.ts';
import { Terminal } from './support/terminal.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

let workbench: Workbench;
let terminal: Terminal;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'container-internals-run-'));
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

async function runIsolated(command: string, preset: string, access = 'Folder writable'): Promise<void> {
  const { prompts } = workbench;
  await workbench.runCommand('Container Internals: Run Isolated…');
  expect(await prompts.title()).toContain('Run isolated (1/3)');
  await prompts.type(command);
  await prompts.choose(`Run: ${command}`);
  await prompts.choose(preset);
  if (preset !== 'Namespaces only') await prompts.choose(access);
}

describe('Run Isolated', () => {
  it('runs a shell in a sandbox: its own processes, hostname and network, nothing writable, no privileges', async () => {
    await runIsolated('sh', 'Sandbox');
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

  it('shows how it was made', async () => {
    await workbench.page.locator('.terminal-wrapper.active').hover();
    await workbench.prompts.notification(/out of memory at 512 MiB/);
  });
});
