import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../src/extension/commands/table.ts';
import { activate } from '../../../src/extension/main.ts';
import { FakeWorkbench } from './support/fake-workbench.ts';
import { isAlive } from './support/launch-fake.ts';

const current = vi.hoisted((): { workbench: unknown } => ({ workbench: undefined }));

vi.mock('vscode', async () => {
  const standIn = await import('./support/vscode-stand-in.ts');
  const part = (name: 'window' | 'commands' | 'workspace') =>
    new Proxy(
      {},
      { get: (_, key) => (current.workbench as Record<string, Record<PropertyKey, unknown>>)[name]?.[key] },
    );
  return { ...standIn, window: part('window'), commands: part('commands'), workspace: part('workspace'), env: {} };
});

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
  activate({ extensionUri: { fsPath: folder }, subscriptions } as unknown as Parameters<typeof activate>[0]);
}

describe('activate', () => {
  it('is quick, registers every command and starts nothing', () => {
    const before = performance.now();
    start();
    expect(performance.now() - before).toBeLessThan(50);
    expect([...workbench.registered.keys()].toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
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
