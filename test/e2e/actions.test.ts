import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cgroupFolder } from '../lab/cgroups.ts';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { LimitsPage } from './support/limits-page.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const MIB = 1024 * 1024;

let lab: Lab;
let workbench: Workbench;
let deaf: DockerContainer;
let limited: DockerContainer;

beforeAll(async () => {
  lab = await openLab();
  // PID 1 of both is a program that handles no signal.
  deaf = await lab.docker({ name: 'deaf' });
  limited = await lab.docker({ name: 'limited', memoryBytes: 64 * MIB });
  workbench = await openWorkbench({ viewport: { width: 1400, height: 900 } });
  await workbench.openView('Container Internals');
  await workbench.tree().row('deaf');
});

afterAll(async () => {
  await workbench.close();
  await lab.close();
});

async function inspect({ id }: DockerContainer, format: string): Promise<string> {
  return (await run('docker', ['inspect', '--format', format, id])).stdout.trim();
}

describe('Send Signal', () => {
  it('says beforehand that SIGTERM does nothing to a PID 1 without a handler, then offers SIGKILL, which ends it', async () => {
    const { prompts } = workbench;
    await workbench.tree().contextMenu(['deaf'], 'Send Signal…');
    expect(await prompts.title()).toContain(`deaf: PID ${deaf.initPid}, PID 1 of its namespace`);
    expect(await prompts.entry('SIGTERM')).toMatch(/Does nothing: it is PID 1 .* no handler for SIGTERM/);
    expect(await prompts.entry('SIGKILL')).not.toContain('Does nothing');
    await prompts.choose('SIGTERM');
    const still = await prompts.notification('SIGTERM sent to deaf');
    await still.getByText(/still running after/).waitFor();
    expect(await inspect(deaf, '{{.State.Running}} {{.State.Pid}}')).toBe(`true ${deaf.initPid}`);
    await still.getByRole('button', { name: 'Show Why' }).hover();
    await still.getByRole('button', { name: 'Send SIGKILL' }).click();
    const ended = await prompts.notification(`PID ${deaf.initPid} of deaf`);
    expect(await ended.innerText()).toMatch(/was ended by SIGKILL .* s after SIGKILL/);
    await waitFor('the row to go', async () => {
      const rows = await workbench.tree().rows();
      return !rows.some(({ label }) => label === 'deaf');
    });
    expect(await inspect(deaf, '{{.State.Running}} {{.State.ExitCode}}')).toBe('false 137');
    expect(await inspect(limited, '{{.State.Running}} {{.State.Pid}}')).toBe(`true ${limited.initPid}`);
  });
});

describe('Freeze and Thaw', () => {
  it('show in the tree, and Docker knows', async () => {
    const tree = workbench.tree();
    await tree.contextMenu(['limited'], 'Freeze');
    const told = await workbench.prompts.notification('limited is frozen');
    expect(await told.innerText()).toContain('Docker knows it as paused');
    expect(await inspect(limited, '{{.State.Paused}}')).toBe('true');
    await waitFor('the row to say so', async () => (await tree.row('limited')).description.includes('frozen'));
    expect(await tree.openContextMenu('limited')).not.toContain('Freeze');
    await workbench.page.keyboard.press('Escape');
    // At a person's pace: of several messages within a second VS Code shows the last ones in its list alone.
    await sleep(1000);
    await told.getByRole('button', { name: 'Thaw' }).click();
    await workbench.prompts.notification('limited runs again');
    expect(await inspect(limited, '{{.State.Paused}}')).toBe('false');
    await waitFor('the row to say so', async () => !(await tree.row('limited')).description.includes('frozen'));
  });
});

describe('Change Limit', () => {
  const file = () => {
    const folder = cgroupFolder(limited.initPid, 'memory') ?? '';
    return Number(readFileSync(join(folder, 'memory.limit_in_bytes'), 'utf8'));
  };

  it('gives Docker a new memory limit, which the file and the page then show, and takes it back', async () => {
    const { prompts } = workbench;
    await workbench.tree().inlineAction(['limited'], /Inspect Limits/);
    const page = new LimitsPage(workbench.page);
    await page.ready();
    const shown = () => page.card('Memory').locator('.big').innerText();
    expect(await shown()).toMatch(/of 64 MiB$/);
    await workbench.tree().contextMenu(['limited'], 'Change Limit…');
    await prompts.choose('Memory limit');
    await waitFor('the input', async () => (await prompts.title()).includes('of limited'));
    await prompts.type('96 parsecs');
    await workbench.page
      .locator('.quick-input-widget .quick-input-message')
      .getByText(/unit|understood|Write/i)
      .waitFor();
    await prompts.type('96M');
    await prompts.accept();
    const question = await prompts.question();
    expect(question).toContain('64 MiB → 96 MiB');
    expect(question).toContain('docker update');
    await prompts.answer('Change');
    const told = await prompts.notification('64 MiB → 96 MiB');
    await told.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await inspect(limited, '{{.HostConfig.Memory}}')).toBe(String(96 * MIB));
    expect(file()).toBe(96 * MIB);
    await waitFor('the page', async () => /of 96 MiB$/.test(await shown()));
    await told.getByRole('button', { name: 'Undo' }).click();
    await prompts.notification('96 MiB → 64 MiB');
    expect(await inspect(limited, '{{.HostConfig.Memory}}')).toBe(String(64 * MIB));
    expect(file()).toBe(64 * MIB);
  });
});

describe('the limits page', () => {
  it('offers signals and limits, and says when the container is frozen', async () => {
    const { prompts, page: window } = workbench;
    await workbench.tree().inlineAction(['limited'], /Inspect Limits/);
    const page = new LimitsPage(window);
    await page.ready();
    await page.content.getByRole('button', { name: 'Send signal…' }).click();
    await waitFor('the signals', async () => (await prompts.title()).includes('limited'));
    await prompts.cancel();
    await page.content.getByRole('button', { name: 'Change limit…' }).focus();
    await window.keyboard.press('Enter');
    await prompts.choose('Memory limit');
    await waitFor('the input', async () => (await prompts.title()).includes('of limited'));
    await prompts.cancel();
    await run('docker', ['pause', limited.id]);
    try {
      await page.content.getByText(/^Frozen by the freezer of its own cgroup/).waitFor();
    } finally {
      await run('docker', ['unpause', limited.id]);
    }
    await waitFor('it to run', async () => (await page.content.getByText(/^Frozen by/).count()) === 0);
  });
});
