import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestProgram } from '../support/test-program.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');

const COMMAND_LINK = '[click](command:workbench.action.terminal.new)';
const HTML = '<img src=x onerror=document.title="owned"><a href="command:x">y</a>';
const ICON = '$(trash)';
const BIDI = 'a\u202Eb';

describe('text that a container chose', () => {
  const cgroup = `/sys/fs/cgroup/pids/lab-${HTML.replaceAll('/', '')}`;
  let program: TestProgram;
  let workbench: Workbench;
  const violations: string[] = [];

  beforeAll(async () => {
    program = await TestProgram.start('hostile', [
      '--new-pid',
      ...['--comm', hex(ICON)],
      ...['--argv', hex(COMMAND_LINK), '--argv', hex(HTML), '--argv', hex(ICON), '--argv', hex(BIDI)],
    ]);
    mkdirSync(cgroup);
    writeFileSync(`${cgroup}/cgroup.procs`, String(program.pid));
    workbench = await openWorkbench({ viewport: { width: 1600, height: 800 } });
    workbench.page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
    });
    await workbench.openView('Container Internals');
  });

  afterAll(async () => {
    await workbench.close();
    writeFileSync('/sys/fs/cgroup/pids/cgroup.procs', String(program.pid));
    await program[Symbol.asyncDispose]();
    rmdirSync(cgroup);
  });

  it('is shown as it is, as text', async () => {
    const tree = workbench.tree();
    const row = await tree.row(/^lab-<img/);
    await tree.expand(row.label);
    await tree.expand(row.label, 'Processes');
    const process = await tree.row(row.label, 'Processes', `${program.pid} → 1`);
    expect(process.description).toContain(COMMAND_LINK);
    expect(process.description).toContain(HTML);
    expect(process.description).toContain(ICON);
    expect(process.description).toContain(String.raw`a\u{202e}b`);
  });

  it('becomes no link, no picture and no icon, in rows and in tooltips', async () => {
    const tree = workbench.tree();
    const row = await tree.row(/^lab-<img/);
    const tips = [await tree.hover(row.label), await tree.hover(row.label, 'Processes', `${program.pid} → 1`)];
    expect(tips[0]).toContain('<img src=x');
    expect(tips[1]).toContain(COMMAND_LINK);
    const { page } = workbench;
    for (const root of ['.part.sidebar', '.workbench-hover-container']) {
      expect(await page.locator(`${root} img[src="x"]`).count()).toBe(0);
      expect(await page.locator(`${root} a[href^="command"], ${root} a[data-href^="command"]`).count()).toBe(0);
      expect(await page.locator(`${root} .codicon-trash`).count()).toBe(0);
    }
    expect(await page.title()).not.toContain('owned');
    expect(violations).toEqual([]);
  });
});
