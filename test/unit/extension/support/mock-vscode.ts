import type { FakeWorkbench } from './fake-workbench.ts';
import * as standIn from './vscode-stand-in.ts';

/** The module "vscode" for tests: what is no service, and the services of a workbench that may change from test to test. */
export function mockVscode(current: { readonly workbench: FakeWorkbench | undefined }): object {
  const part = (name: 'window' | 'commands' | 'workspace' | 'tasks') =>
    new Proxy({}, { get: (_, key) => (current.workbench?.[name] as Record<PropertyKey, unknown> | undefined)?.[key] });
  return {
    ...standIn,
    window: part('window'),
    commands: part('commands'),
    workspace: part('workspace'),
    tasks: part('tasks'),
    env: {},
  };
}
