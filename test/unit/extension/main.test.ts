import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebviewPanel } from 'vscode';
import { COMMANDS } from '../../../src/extension/commands/table.ts';
import { PAGE_ACTIONS } from '../../../src/shared/protocol/limits-page.ts';
import { activate } from '../../../src/extension/main.ts';
import { FakePanel } from './support/fake-panel.ts';
import { FakeWorkbench } from './support/fake-workbench.ts';
import { ofKind } from './support/limits-lab.ts';
import { isAlive } from './support/launch-fake.ts';

const current = vi.hoisted((): { workbench: FakeWorkbench | undefined } => ({ workbench: undefined }));

vi.mock('vscode', async () => (await import('./support/mock-vscode.ts')).mockVscode(current));

let folder: string;
let workbench: FakeWorkbench;
let subscriptions: { dispose(): unknown }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'container-internals-'));
  mkdirSync(join(folder, 'dist'));
  const fake = fileURLToPath(new URL('support/fake-helper.ts', import.meta.url));
  writeFileSync(join(folder, 'dist', 'helper.js'), `import(${JSON.stringify(fake)});`);
  workbench = new FakeWorkbench();
  current.workbench = workbench;
  subscriptions = [];
});

afterEach(() => {
  for (const subscription of subscriptions) subscription.dispose();
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function start(): void {
  const uri = { fsPath: folder };
  activate({ extensionUri: uri, globalStorageUri: uri, subscriptions } as unknown as Parameters<typeof activate>[0]);
}

describe('activate', () => {
  it('is quick, registers every command and starts nothing', () => {
    const before = performance.now();
    start();
    expect(performance.now() - before).toBeLessThan(50);
    expect([...workbench.registered.keys()].toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
    expect([...workbench.serializers.keys()]).toEqual(['containerInternals.limits']);
    expect(workbench.context.get('containerInternals.view')).toBe('loading');
    expect(workbench.log).toEqual([]);
  });

  it('starts the helper when the view is seen, and shows what it tells', async () => {
    start();
    workbench.setVisible(true);
    await vi.waitFor(() => expect(workbench.context.get('containerInternals.view')).toBe('empty'), { timeout: 5000 });
    expect(workbench.view.description).toBe('Linux 6.18.44 · cgroup v1 + v2 · helper: user');
    expect(workbench.view.message).toBeFalsy();
    workbench.setVisible(false);
    workbench.setVisible(true);
    expect(workbench.log.filter((line) => line.startsWith('starting'))).toHaveLength(1);
    const pid = Number(/^helper (\d+) is running as user 1000$/m.exec(workbench.log.join('\n'))?.[1]);
    expect(isAlive(pid)).toBe(true);
    for (const subscription of subscriptions) subscription.dispose();
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 3000 });
  });

  it('starts the helper anew with another grant where that changes, and not before anybody looked', async () => {
    const fake = fileURLToPath(new URL('support/fake-helper.ts', import.meta.url));
    const tell = `process.stderr.write('grant ' + (process.argv.includes('--manage') ? 'manage' : 'inspect') + '\\n');`;
    const script = `${tell} process.argv.length = 2; import(${JSON.stringify(fake)});`;
    writeFileSync(join(folder, 'dist', 'helper.js'), script);
    workbench.workspace.isTrusted = false;
    start();
    workbench.set('allowChanges', true);
    expect(workbench.log).toEqual([]);
    workbench.setVisible(true);
    const grants = () => workbench.log.filter((line) => line.startsWith('helper: grant')).map((line) => line.slice(8));
    await vi.waitFor(() => expect(grants()).toEqual(['grant inspect']), { timeout: 5000 });
    workbench.grantTrust();
    await vi.waitFor(() => expect(grants()).toEqual(['grant inspect', 'grant manage']), { timeout: 5000 });
    workbench.set('confirmSignals', false);
    workbench.set('allowChanges', 'nonsense');
    await vi.waitFor(() => expect(grants().at(-1)).toBe('grant inspect'), { timeout: 5000 });
    workbench.set('allowChanges', undefined);
    await vi.waitFor(() => expect(grants()).toHaveLength(4), { timeout: 5000 });
    expect(grants().at(-1)).toBe('grant manage');
    expect(workbench.log.filter((line) => line.startsWith('starting'))).toHaveLength(4);
  });

  it('shows a tab that VS Code kept, and runs the commands that the page asks for', async () => {
    start();
    const panel = new FakePanel('containerInternals.limits', 'Limits: web', 1, {});
    const state = { version: 1, containerId: 'docker:gone', filter: '' };
    const serializer = workbench.serializers.get('containerInternals.limits');
    await serializer?.deserializeWebviewPanel(panel as unknown as WebviewPanel, state);
    panel.send({ kind: 'ready' });
    // The page is visible, so the helper starts, although nobody sees the tree.
    await vi.waitFor(() => expect(ofKind(panel.posted, 'status').at(-1)?.status).toEqual({ kind: 'ended' }), {
      timeout: 5000,
    });
    for (const action of PAGE_ACTIONS) {
      panel.send({ kind: 'action', action });
      expect(Object.keys(COMMANDS)).toContain(workbench.executed.at(-1));
    }
    expect(workbench.executed).toHaveLength(PAGE_ACTIONS.length);
  });

  it('logs a command that fails and says so, without its text', async () => {
    start();
    workbench.failSettings = true;
    await workbench.run('containerInternals.showSandboxes');
    expect(workbench.warnings).toEqual(['The command failed. The log (Container Internals: Show Log) says why.']);
    expect(workbench.log).toEqual(['containerInternals.showSandboxes: Error: settings cannot be written']);
  });

  it('offers all commands on other systems too, where each says that it needs Linux', async () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    start();
    expect(workbench.context.get('containerInternals.view')).toBe('notLinux');
    for (const id of Object.keys(COMMANDS)) await workbench.run(id, { pid: 1 });
    expect(workbench.warnings).toHaveLength(Object.keys(COMMANDS).length);
    expect(workbench.warnings[0]).toContain('works on Linux');
  });
});
