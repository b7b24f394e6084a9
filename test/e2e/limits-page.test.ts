import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DockerContainer } from '../lab/docker.ts';
import { run, waitFor } from '../lab/exec.ts';
import { at, numberAt, parseObject } from '../lab/json.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { LimitsPage } from './support/limits-page.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const MIB = 1024 * 1024;
/** What happens must stand on the page so soon. Milliseconds. */
const SOON_MS = 2000;

let lab: Lab;
let workbench: Workbench;
let docker: DockerContainer;
let page: LimitsPage;
const device = blockDevice();

/** A whole disk of this machine: its file and its number. */
function blockDevice(): { path: string; number: string } {
  const path = ['/dev/vda', '/dev/sda', '/dev/nvme0n1', '/dev/loop0'].find((file) => {
    return statSync(file, { throwIfNoEntry: false })?.isBlockDevice() === true;
  });
  if (path === undefined) throw new Error('this machine has no block device');
  const { rdev } = statSync(path);
  return { path, number: `${(rdev >> 8) & 0xfff}:${rdev & 0xff}` };
}

beforeAll(async () => {
  lab = await openLab();
  docker = await lab.docker({
    ...{ name: 'inspected', memoryBytes: 64 * MIB, cpus: 0.5, pidsLimit: 50 },
    extraArgs: ['--cpuset-cpus=0', `--device-read-bps=${device.path}:1mb`],
  });
  workbench = await openWorkbench({ viewport: { width: 1400, height: 900 } });
  await workbench.openView('Container Internals');
  await workbench.tree().inlineAction(['inspected'], /Inspect Limits/);
  page = new LimitsPage(workbench.page);
  await page.ready();
});

afterAll(async () => {
  await workbench.close();
  await lab.close();
});

/** Waits for an entry of "What happened". @returns its text, and how long it took */
async function happening(title: RegExp): Promise<{ text: string; afterMs: number }> {
  const since = performance.now();
  const entry = page.happenings().filter({ hasText: title }).first();
  await entry.waitFor({ timeout: 15_000 });
  return { text: await entry.innerText(), afterMs: performance.now() - since };
}

describe('the limits of a container of Docker', () => {
  it('are those that Docker was told', async () => {
    const { stdout } = await run('docker', ['inspect', '--format', '{{json .HostConfig}}', docker.id]);
    const told = parseObject(stdout, 'docker inspect');
    expect(numberAt(told, ['Memory'])).toBe(64 * MIB);
    expect(await page.card('Memory').locator('.big').innerText()).toMatch(/of 64 MiB$/);
    expect(numberAt(told, ['NanoCpus'])).toBe(5e8);
    expect(await page.card('CPU').innerText()).toContain('of its quota of 0.5 CPU');
    expect(numberAt(told, ['PidsLimit'])).toBe(50);
    expect(await page.card('Processes and threads').locator('.big').innerText()).toMatch(/^\d+ of 50$/);
    expect(at(told, 'CpusetCpus')).toBe('0');
    const last = async (question: string) => (await page.ladder(question)).at(-1)?.[1];
    expect(await last('Who limits memory?')).toBe('64 MiB binds');
    expect(await last('Who limits CPU?')).toBe('0.5 CPU binds');
    expect(await last('Who limits processes?')).toBe('50 binds');
    expect(await last('Who sets the CPUs?')).toBe('0 (1 CPU) binds');
    expect(await last('Who limits I/O?')).toBe(`${device.number}: read 1 MiB/s binds`);
  });

  it('stand in the table of all files, raw and in words, and can be copied', async () => {
    expect(await page.knob('memory.limit_in_bytes')).toContain(`64 MiB ${64 * MIB}`);
    expect(await page.knob('pids.max')).toContain('50');
    await page.content.getByRole('textbox').fill('memory.limit_in_bytes');
    await page.content.getByRole('button', { name: 'Copy command that shows memory.limit_in_bytes' }).click();
    const copied = await waitFor('the copy', async () => {
      const text = await workbench.clipboard();
      return text.startsWith('cat ') && text;
    });
    expect(copied).toMatch(/^cat \/sys\/fs\/cgroup\/memory\/.*\/memory\.limit_in_bytes$/);
    const [command = '', ...args] = copied.split(' ');
    expect((await run(command, args)).stdout.trim()).toBe(String(64 * MIB));
    await page.content.getByRole('textbox').fill('');
  });

  it('have no serious finding of axe-core', async () => {
    expect(await page.seriousFindings()).toEqual([]);
  });
});

describe('what happens to the container', () => {
  it('stands on the page within two seconds: throttling, by its own quota', async () => {
    await run('docker', ['exec', '-d', docker.id, '/bin/sh', '-c', 'while :; do :; done']);
    const { text, afterMs } = await happening(/CPU throttled/);
    expect(text).toContain('its own limit');
    expect(afterMs).toBeLessThan(SOON_MS);
    const percent = async () => Number(/([\d.]+) % of one CPU/.exec(await page.card('CPU').innerText())?.[1]);
    await waitFor('the use at its quota', async () => Math.abs((await percent()) - 50) < 5, { timeoutMs: 10_000 });
  });

  it('stands there within two seconds: the OOM kill, by its own limit', async () => {
    const gulp = 'dd if=/dev/zero of=/dev/null bs=200M count=1';
    await run('docker', ['exec', docker.id, '/bin/sh', '-c', gulp], { accept: [1, 137] });
    const { text, afterMs } = await happening(/OOM kill/);
    expect(text).toContain('its own limit');
    expect(afterMs).toBeLessThan(SOON_MS);
  });
});

describe('the page in its window', () => {
  it('fits a narrow column, and a wide one again', async () => {
    await workbench.page.setViewportSize({ width: 740, height: 800 });
    await waitFor('the narrow page', async () => (await page.overflow()) === 0);
    const card = await page.card('Memory').boundingBox();
    expect(card?.width).toBeLessThan(480);
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
    await waitFor('the wide page', async () => ((await page.card('Pressure').boundingBox())?.width ?? 0) > 400);
    expect(await page.overflow()).toBe(0);
  });

  it('follows the theme', async () => {
    const colours = async () => [
      await page.style('body', 'background-color'),
      await page.style('body', 'color'),
      await page.style('.card', 'background-color'),
      await page.style('vscode-text-field', 'color'),
    ];
    const dark = await colours();
    await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
    await waitFor('the light page', async () => (await colours()).every((colour, index) => colour !== dark[index]));
    const editor = await workbench.page
      .locator('.part.editor')
      .evaluate((part) => getComputedStyle(part).backgroundColor);
    expect(await page.style('body', 'background-color')).toBe(editor);
    expect(await page.seriousFindings()).toEqual([]);
    await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
    await waitFor('the dark page', async () => JSON.stringify(await colours()) === JSON.stringify(dark));
  });

  it('keeps what it saw while it is hidden, and its filter', async () => {
    await page.content.getByRole('textbox').fill('pids');
    await lab.docker({ name: 'other' });
    await workbench.tree().inlineAction(['other'], /Inspect Limits/);
    await page.content.getByRole('heading', { name: 'other' }).waitFor();
    await workbench.page
      .locator('.tabs-container')
      .getByRole('tab', { name: /Limits: inspected/ })
      .click();
    await page.content.getByRole('heading', { name: 'inspected' }).waitFor();
    expect(await page.happenings().filter({ hasText: 'OOM kill' }).innerText()).toMatch(/last .*its own limit/s);
    expect(await page.content.getByRole('textbox').inputValue()).toBe('pids');
    await page.content.getByRole('textbox').fill('');
  });

  it('is there again after the window was loaded anew', async () => {
    await workbench.page.reload();
    await page.ready();
    expect(await page.card('Memory').locator('.big').innerText()).toMatch(/of 64 MiB$/);
    await waitFor('the live page', async () => (await page.status().innerText()).startsWith('Live'));
  });

  it('keeps its last data when the container ends, and says when', async () => {
    await docker.stop();
    await waitFor('the end', async () => /^Ended at \d/.test(await page.status().innerText()));
    expect(await page.card('Memory').locator('.big').innerText()).toMatch(/of 64 MiB$/);
    expect(await page.seriousFindings()).toEqual([]);
  });
});
