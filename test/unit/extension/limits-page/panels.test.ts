import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOSTILE } from '../../support/hostile.ts';
import { display } from '../../../../src/shared/text/display.ts';
import { aContainer } from '../support/facts.ts';
import { FakeWorkbench } from '../support/fake-workbench.ts';
import { LimitsLab, pass } from '../support/limits-lab.ts';

const current = vi.hoisted((): { workbench: FakeWorkbench | undefined } => ({ workbench: undefined }));

vi.mock('vscode', async () => (await import('../support/mock-vscode.ts')).mockVscode(current));

const WEB = aContainer('web');
const DB = aContainer('db');
const STATE = { version: 1, containerId: WEB.id, filter: 'memory' };

let workbench: FakeWorkbench;
let lab: LimitsLab;

beforeEach(() => {
  vi.useFakeTimers();
  workbench = new FakeWorkbench();
  current.workbench = workbench;
  lab = new LimitsLab(workbench, [WEB, DB]);
});

afterEach(() => {
  lab.dispose();
  vi.useRealTimers();
});

describe('the tabs of "Inspect limits"', () => {
  it('may run scripts from one folder, and no commands', async () => {
    const panel = await lab.open(WEB.id);
    expect(panel).toMatchObject({ viewType: 'containerInternals.limits', title: 'Limits: web', column: -1 });
    expect(panel.webview.options).toEqual({
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [{ fsPath: '/extension/dist/webview' }],
    });
    const { light, dark } = panel.iconPath as Record<'light' | 'dark', { fsPath: string }>;
    for (const { fsPath } of [light, dark]) {
      const file = new URL(fsPath.replace('/extension/', '../../../../'), import.meta.url);
      expect(existsSync(file)).toBe(true);
    }
  });

  it('are one for each container', async () => {
    const panel = await lab.open(WEB.id);
    lab.panels.open(WEB.id);
    lab.panels.open(DB.id);
    expect([workbench.panels.length, panel.reveals]).toEqual([2, 1]);
    panel.dispose();
    lab.panels.open(WEB.id);
    expect([workbench.panels.length, panel.reveals]).toEqual([3, 1]);
  });

  it('stay for VS Code to keep when the extension ends', async () => {
    const panel = await lab.open(WEB.id);
    lab.dispose();
    expect(panel.disposed).toBe(false);
    panel.send({ kind: 'action', action: 'refresh' });
    await pass(10_000);
    expect([lab.actions, vi.getTimerCount()]).toEqual([[], 0]);
  });
});

describe('the HTML of a page', () => {
  const policyOf = (html: string) =>
    /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1]?.split('; ') ?? [];
  const nonceOf = (html: string) => /<meta property="csp-nonce" content="([^"]*)">/.exec(html)?.[1] ?? '';

  it('allows its own script and styles, and nothing else', async () => {
    const { html, cspSource } = (await lab.open(WEB.id)).webview;
    const nonce = nonceOf(html);
    expect(nonce).toMatch(/^[\w+/]{24}$/);
    expect(policyOf(html)).toEqual([
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src ${cspSource} 'nonce-${nonce}'`,
      `font-src ${cspSource}`,
      `img-src ${cspSource}`,
    ]);
    expect(html).not.toMatch(/unsafe|\bon\w+=|<style|javascript:/i);
    expect(html.match(/<script[^>]*>/g)).toEqual([
      `<script nonce="${nonce}" src="https://webview/extension/dist/webview/limits.js" defer>`,
    ]);
    expect(html).toContain('<link rel="stylesheet" href="https://webview/extension/dist/webview/limits.css">');
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<main id="page">Reading…</main>');
  });

  it('has another nonce each time', async () => {
    const pages = [await lab.open(WEB.id), await lab.open(DB.id), await lab.restore(STATE)];
    expect(new Set(pages.map(({ webview }) => nonceOf(webview.html))).size).toBe(3);
  });

  it.each(HOSTILE)('has no text of a container: %s', async (_, bytes) => {
    const id = 'docker:hostile';
    const plain = (html: string) => html.replaceAll(nonceOf(html), 'nonce');
    lab.inventory.watch();
    await pass(0);
    lab.helper.change([{ ...aContainer('hostile'), id, name: display(bytes), image: display(bytes) }]);
    const panel = await lab.open(id);
    expect(plain(panel.webview.html)).toBe(plain((await lab.open(WEB.id)).webview.html));
    expect(panel.title.slice(0, 60)).toBe(`Limits: ${display(bytes)}`.slice(0, 60));
    expect(panel.title.length).toBeLessThan(70);
  });
});

describe('a tab that VS Code kept', () => {
  it('shows its container again', async () => {
    const panel = await lab.restore(STATE);
    expect(panel.take()).toMatchObject([{ kind: 'begin', containerId: WEB.id, points: [{}] }]);
    expect(panel.title).toBe('Limits: web');
    expect(panel.webview.options).toMatchObject({ enableScripts: true, enableCommandUris: false });
    lab.panels.open(WEB.id);
    expect([workbench.panels.length, panel.reveals]).toEqual([0, 1]);
  });

  it('says that its container ended, where it did, and asks for nothing', async () => {
    const panel = await lab.restore({ ...STATE, containerId: 'docker:gone' });
    expect(panel.take()).toMatchObject([{ kind: 'begin', points: [], status: { kind: 'ended' }, subject: undefined }]);
    await pass(10_000);
    expect(lab.helper.countOf('containers/sample') + lab.helper.countOf('container/knobs')).toBe(0);
  });

  it.each([
    [undefined],
    [null],
    ['docker:web'],
    [{}],
    [[STATE]],
    [{ ...STATE, version: 2 }],
    [{ ...STATE, version: '1' }],
    [{ ...STATE, extra: 1 }],
    [{ version: 1, containerId: WEB.id }],
    [{ ...STATE, containerId: '' }],
    [{ ...STATE, containerId: 7 }],
    [{ ...STATE, containerId: 'a\nb' }],
    [{ ...STATE, containerId: 'x'.repeat(40_000) }],
    [{ ...STATE, filter: {} }],
    [{ ...STATE, filter: 'x'.repeat(40_000) }],
    [JSON.parse(`{"version":1,"containerId":"docker:web","filter":"","__proto__":{"a":1}}`)],
  ])('is closed where what was kept is something else: %j', async (state) => {
    const panel = await lab.restore(state);
    expect([panel.disposed, panel.posted, panel.webview.html]).toEqual([true, [], '']);
    await pass(10_000);
    expect(lab.helper.asked).toEqual([]);
  });
});
